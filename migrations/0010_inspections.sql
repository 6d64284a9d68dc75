-- inspections: the yearly plans of inspecting how units control administrative procedures. The whole plan is its body; what lists
-- filter or sort by stands beside it.
CREATE TABLE inspections_plans (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    year BIGINT NOT NULL,
    status TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX inspections_plans_year ON inspections_plans (tenant_id, year, id);

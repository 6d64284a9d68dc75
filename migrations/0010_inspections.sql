-- inspections: how units control administrative procedures is inspected: the yearly plan, each inspection with its answers,
-- remedies followed to the end, reports. Whole things are their body; what lists filter or sort by stands beside it.
CREATE TABLE inspections_plans (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    year BIGINT NOT NULL,
    status TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX inspections_plans_year ON inspections_plans (tenant_id, year, id);

CREATE TABLE inspections_visits (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    year BIGINT NOT NULL,
    unit_id UUID NOT NULL,
    starts BIGINT NOT NULL,
    stage TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX inspections_visits_year ON inspections_visits (tenant_id, year, starts, id);
CREATE INDEX inspections_visits_unit ON inspections_visits (unit_id, starts, id);
CREATE INDEX inspections_visits_id ON inspections_visits (id);

CREATE TABLE inspections_members (
    tenant_id UUID NOT NULL,
    visit_id UUID NOT NULL,
    account_id UUID NOT NULL,
    starts BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, visit_id, account_id)
);
CREATE INDEX inspections_members_account ON inspections_members (account_id, starts, visit_id);

CREATE TABLE inspections_answers (
    tenant_id UUID NOT NULL,
    visit_id UUID NOT NULL,
    site_id UUID NOT NULL,
    item TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, visit_id, site_id, item)
);

-- settled: 0 while something is still to be done, 1 when accepted. Days since 1970-01-01.
CREATE TABLE inspections_remedies (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    visit_id UUID NOT NULL,
    unit_id UUID NOT NULL,
    settled BIGINT NOT NULL,
    due BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX inspections_remedies_due ON inspections_remedies (tenant_id, settled, due, id);
CREATE INDEX inspections_remedies_unit ON inspections_remedies (unit_id, settled, due, id);
CREATE INDEX inspections_remedies_visit ON inspections_remedies (tenant_id, visit_id, due, id);
CREATE INDEX inspections_remedies_id ON inspections_remedies (id);

CREATE TABLE inspections_reports (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    year BIGINT NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX inspections_reports_year ON inspections_reports (tenant_id, year, kind, id);

-- reviews: plans of review, reviews, proposals to simplify, impact assessments and opinions. Each table is one kind of record: the
-- whole record is its body, and what lists filter or sort by stands beside it. A record is found by its id alone, since units of
-- other agencies hand their plans up to the agency that merges them.
CREATE TABLE reviews_plans (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    unit_id UUID NOT NULL,
    parent_id UUID,
    year BIGINT NOT NULL,
    status BIGINT NOT NULL,
    title TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX reviews_plans_id ON reviews_plans (id);
CREATE INDEX reviews_plans_all ON reviews_plans (tenant_id, changed_at, id);
CREATE INDEX reviews_plans_status ON reviews_plans (tenant_id, status, changed_at, id);
CREATE INDEX reviews_plans_unit ON reviews_plans (tenant_id, unit_id, changed_at, id);
CREATE INDEX reviews_plans_year ON reviews_plans (tenant_id, year, changed_at, id);

CREATE TABLE reviews_records (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    unit_id UUID NOT NULL,
    parent_id UUID,
    year BIGINT NOT NULL,
    status BIGINT NOT NULL,
    title TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX reviews_records_id ON reviews_records (id);
CREATE INDEX reviews_records_all ON reviews_records (tenant_id, changed_at, id);
CREATE INDEX reviews_records_status ON reviews_records (tenant_id, status, changed_at, id);
CREATE INDEX reviews_records_unit ON reviews_records (tenant_id, unit_id, changed_at, id);
CREATE INDEX reviews_records_year ON reviews_records (tenant_id, year, changed_at, id);
CREATE INDEX reviews_records_parent ON reviews_records (tenant_id, parent_id, changed_at, id);

CREATE TABLE reviews_proposals (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    unit_id UUID NOT NULL,
    parent_id UUID,
    year BIGINT NOT NULL,
    status BIGINT NOT NULL,
    title TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX reviews_proposals_id ON reviews_proposals (id);
CREATE INDEX reviews_proposals_all ON reviews_proposals (tenant_id, changed_at, id);
CREATE INDEX reviews_proposals_status ON reviews_proposals (tenant_id, status, changed_at, id);
CREATE INDEX reviews_proposals_unit ON reviews_proposals (tenant_id, unit_id, changed_at, id);
CREATE INDEX reviews_proposals_year ON reviews_proposals (tenant_id, year, changed_at, id);
CREATE INDEX reviews_proposals_parent ON reviews_proposals (tenant_id, parent_id, changed_at, id);

CREATE TABLE reviews_impacts (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    unit_id UUID NOT NULL,
    parent_id UUID,
    year BIGINT NOT NULL,
    status BIGINT NOT NULL,
    title TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX reviews_impacts_id ON reviews_impacts (id);
CREATE INDEX reviews_impacts_all ON reviews_impacts (tenant_id, changed_at, id);
CREATE INDEX reviews_impacts_status ON reviews_impacts (tenant_id, status, changed_at, id);
CREATE INDEX reviews_impacts_unit ON reviews_impacts (tenant_id, unit_id, changed_at, id);
CREATE INDEX reviews_impacts_year ON reviews_impacts (tenant_id, year, changed_at, id);

CREATE TABLE reviews_opinions (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    unit_id UUID NOT NULL,
    parent_id UUID,
    year BIGINT NOT NULL,
    status BIGINT NOT NULL,
    title TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX reviews_opinions_id ON reviews_opinions (id);
CREATE INDEX reviews_opinions_all ON reviews_opinions (tenant_id, changed_at, id);
CREATE INDEX reviews_opinions_status ON reviews_opinions (tenant_id, status, changed_at, id);
CREATE INDEX reviews_opinions_unit ON reviews_opinions (tenant_id, unit_id, changed_at, id);
CREATE INDEX reviews_opinions_year ON reviews_opinions (tenant_id, year, changed_at, id);
CREATE INDEX reviews_opinions_parent ON reviews_opinions (tenant_id, parent_id, changed_at, id);

-- What somebody has typed and not yet saved: kept by record, place in it and person.
CREATE TABLE reviews_drafts (
    record_id UUID NOT NULL,
    slot TEXT NOT NULL,
    account_id UUID NOT NULL,
    saved_at BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (record_id, slot, account_id)
);

-- What the handled cases of a procedure say, counted by a job: the ranking of candidates reads it.
CREATE TABLE reviews_figures (
    tenant_id UUID NOT NULL,
    code TEXT NOT NULL,
    counted_at BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, code)
);

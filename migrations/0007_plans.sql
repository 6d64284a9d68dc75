-- plans: plans of control with their tasks, each unit's work with evidence, directives with receipts, money, targets.
CREATE TABLE plans_plans (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    year BIGINT NOT NULL,
    unit_id UUID NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX plans_plans_year ON plans_plans (tenant_id, year, id);

CREATE TABLE plans_tasks (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    plan_id UUID NOT NULL,
    section BIGINT NOT NULL,
    place BIGINT NOT NULL,
    number TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX plans_tasks_plan ON plans_tasks (tenant_id, plan_id, section, place, id);

-- One unit's share of one task; due and starts are days.
CREATE TABLE plans_work (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    plan_id UUID NOT NULL,
    task_id UUID NOT NULL,
    unit_id UUID NOT NULL,
    role TEXT NOT NULL,
    section BIGINT NOT NULL,
    status TEXT NOT NULL,
    starts BIGINT NOT NULL,
    due BIGINT NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX plans_work_task ON plans_work (tenant_id, task_id, role, due, id);
CREATE INDEX plans_work_plan ON plans_work (tenant_id, plan_id, role, due, id);
CREATE INDEX plans_work_unit ON plans_work (tenant_id, unit_id, role, due, id);
CREATE INDEX plans_work_kind ON plans_work (tenant_id, kind, due, id);
CREATE INDEX plans_work_count ON plans_work (tenant_id, plan_id, role, section, unit_id, status, due);

CREATE TABLE plans_evidence (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    task_id UUID NOT NULL,
    work_id UUID NOT NULL,
    kind TEXT NOT NULL,
    record_id UUID,
    body TEXT NOT NULL,
    added_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX plans_evidence_task ON plans_evidence (tenant_id, task_id, added_at, id);

-- Secret addresses of calendars, by the digest of the secret. Not ledgered: an address can be made anew at any time.
CREATE TABLE plans_feeds (
    digest TEXT NOT NULL PRIMARY KEY,
    account_id UUID NOT NULL,
    unit_id UUID NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX plans_feeds_account ON plans_feeds (account_id);

CREATE TABLE plans_directives (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    issued BIGINT NOT NULL,
    number TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX plans_directives_issued ON plans_directives (tenant_id, issued, id);

CREATE TABLE plans_deliveries (
    tenant_id UUID NOT NULL,
    directive_id UUID NOT NULL,
    unit_id UUID NOT NULL,
    read_at BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, directive_id, unit_id)
);
CREATE INDEX plans_deliveries_unit ON plans_deliveries (tenant_id, unit_id, read_at, directive_id);

-- Estimates, allocations and spending in whole đồng.
CREATE TABLE plans_money (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    plan_id UUID NOT NULL,
    task_id UUID,
    kind TEXT NOT NULL,
    category TEXT NOT NULL,
    day BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX plans_money_plan ON plans_money (tenant_id, plan_id, category, kind, day, id);

CREATE TABLE plans_targets (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    plan_id UUID NOT NULL,
    place BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX plans_targets_plan ON plans_targets (tenant_id, plan_id, place, id);

-- Values in hundredths of the target's unit.
CREATE TABLE plans_measures (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    target_id UUID NOT NULL,
    day BIGINT NOT NULL,
    value BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX plans_measures_target ON plans_measures (tenant_id, target_id, day, id);

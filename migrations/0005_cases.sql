-- cases: dossiers, their tasks, drafts of applications. The agency that took a case in leads every key (tenant_id).
CREATE TABLE cases (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    code TEXT NOT NULL,
    procedure_code TEXT NOT NULL,
    version_id UUID NOT NULL,
    process_id UUID,
    regime TEXT NOT NULL,
    status BIGINT NOT NULL,
    channel BIGINT NOT NULL,
    result_channel BIGINT NOT NULL,
    unit_id UUID NOT NULL,
    officer_id UUID,
    applicant TEXT NOT NULL,
    applicant_folded TEXT NOT NULL,
    phone TEXT NOT NULL,
    submitted_at BIGINT NOT NULL,
    received_at BIGINT,
    due_at BIGINT NOT NULL,
    finished_at BIGINT,
    closed_at BIGINT,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX cases_code ON cases (tenant_id, code);
CREATE INDEX cases_status ON cases (tenant_id, status, due_at, id);
CREATE INDEX cases_open ON cases (tenant_id, due_at, id) WHERE closed_at IS NULL;
CREATE INDEX cases_officer ON cases (tenant_id, officer_id, due_at, id) WHERE closed_at IS NULL;
CREATE INDEX cases_unit ON cases (tenant_id, unit_id, due_at, id) WHERE closed_at IS NULL;
CREATE INDEX cases_procedure ON cases (tenant_id, procedure_code, due_at, id) WHERE closed_at IS NULL;
CREATE INDEX cases_closed ON cases (tenant_id, closed_at, id) WHERE closed_at IS NOT NULL;
CREATE INDEX cases_applicant ON cases (tenant_id, applicant_folded, id);
CREATE INDEX cases_phone ON cases (tenant_id, phone, id);

CREATE TABLE case_tasks (
    tenant_id UUID NOT NULL,
    case_id UUID NOT NULL,
    id UUID NOT NULL,
    kind TEXT NOT NULL,
    element TEXT NOT NULL,
    token BIGINT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    unit_id UUID NOT NULL,
    officer_id UUID,
    opened_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    done_at BIGINT,
    question TEXT NOT NULL,
    answer TEXT NOT NULL,
    PRIMARY KEY (tenant_id, case_id, id)
);
CREATE INDEX case_tasks_unit ON case_tasks (tenant_id, unit_id, kind, due_at, id) WHERE done_at IS NULL;
CREATE INDEX case_tasks_officer ON case_tasks (tenant_id, officer_id, kind, due_at, id) WHERE done_at IS NULL;

CREATE TABLE case_drafts (
    id UUID NOT NULL PRIMARY KEY,
    secret BYTEA NOT NULL,
    procedure_code TEXT NOT NULL,
    version_id UUID NOT NULL,
    form_id TEXT NOT NULL,
    form_version BIGINT NOT NULL,
    answers TEXT NOT NULL,
    files TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    case_tenant UUID,
    case_id UUID
);
CREATE INDEX case_drafts_age ON case_drafts (updated_at, id);

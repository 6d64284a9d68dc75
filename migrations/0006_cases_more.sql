-- cases: what was received in a period, what lies on somebody's desk, cases another agency takes part in, saved lists.
-- The status joins the indexes of open cases, so that a board counts what runs and what is late without touching a row.
DROP INDEX cases_officer;
DROP INDEX cases_unit;
DROP INDEX cases_procedure;
CREATE INDEX cases_officer ON cases (tenant_id, officer_id, due_at, id, status, closed_at) WHERE closed_at IS NULL;
CREATE INDEX cases_unit ON cases (tenant_id, unit_id, due_at, id, status, closed_at) WHERE closed_at IS NULL;
CREATE INDEX cases_procedure ON cases (tenant_id, procedure_code, due_at, id, status, closed_at) WHERE closed_at IS NULL;
CREATE INDEX cases_received ON cases (tenant_id, received_at, id) WHERE received_at IS NOT NULL;

-- What a unit, or one officer of it, was told and has not answered by doing the work. The telling itself is in the ledger.
CREATE TABLE case_notices (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    home_id UUID NOT NULL,
    case_id UUID NOT NULL,
    unit_id UUID NOT NULL,
    officer_id UUID,
    text TEXT NOT NULL,
    by_id UUID,
    told_at BIGINT NOT NULL,
    done_at BIGINT,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX case_notices_unit ON case_notices (tenant_id, unit_id, told_at, id) WHERE done_at IS NULL;
CREATE INDEX case_notices_case ON case_notices (home_id, case_id) WHERE done_at IS NULL;

-- Cases of another agency (home_id) in which this agency (tenant_id) has a step to do.
CREATE TABLE case_shares (
    tenant_id UUID NOT NULL,
    case_id UUID NOT NULL,
    home_id UUID NOT NULL,
    due_at BIGINT NOT NULL,
    done_at BIGINT,
    PRIMARY KEY (tenant_id, case_id)
);
CREATE INDEX case_shares_open ON case_shares (tenant_id, due_at, case_id) WHERE done_at IS NULL;

-- Lists a person saved under a name of their own.
CREATE TABLE case_views (
    account_id UUID NOT NULL,
    id UUID NOT NULL,
    name TEXT NOT NULL,
    query TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, id)
);

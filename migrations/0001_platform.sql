-- platform: ledger, numbers, counters, jobs, sessions of work that belong to no business module.
CREATE TABLE ledger_events (
    tenant_id UUID NOT NULL,
    record_id UUID NOT NULL,
    seq BIGINT NOT NULL,
    kind TEXT NOT NULL,
    at BIGINT NOT NULL,
    day BIGINT NOT NULL,
    actor_id UUID,
    behalf_id UUID,
    action TEXT NOT NULL,
    body TEXT NOT NULL,
    row_digests BYTEA NOT NULL,
    prev BYTEA NOT NULL,
    hash BYTEA NOT NULL,
    PRIMARY KEY (tenant_id, record_id, seq)
);
CREATE INDEX ledger_events_day ON ledger_events (day, tenant_id, record_id, seq);

CREATE TABLE ledger_seals (
    day BIGINT NOT NULL PRIMARY KEY,
    root BYTEA NOT NULL,
    records BIGINT NOT NULL,
    sealed_at BIGINT NOT NULL
);

CREATE TABLE numbers (
    tenant_id UUID NOT NULL,
    name TEXT NOT NULL,
    last BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, name)
);

CREATE TABLE counters (
    tenant_id UUID NOT NULL,
    name TEXT NOT NULL,
    n BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, name)
);

CREATE TABLE jobs (
    id UUID NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    run_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    locked_until BIGINT,
    last_error TEXT,
    done_at BIGINT
);
CREATE INDEX jobs_due ON jobs (run_at, id) WHERE done_at IS NULL;

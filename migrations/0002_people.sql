-- people: units with dated rows, accounts, posts, absences (ledgered); sessions and sign-in limits (not ledgered).
CREATE TABLE people_units (
    id UUID NOT NULL,
    number BIGINT NOT NULL,
    parent_id UUID,
    name TEXT NOT NULL,
    short TEXT,
    kind TEXT NOT NULL,
    level TEXT NOT NULL,
    code_2016 TEXT,
    code_2020 TEXT,
    valid_from TEXT NOT NULL,
    valid_to TEXT,
    successor_id UUID,
    phone TEXT,
    address TEXT,
    mark TEXT,
    PRIMARY KEY (id, number)
);

CREATE TABLE people_accounts (
    id UUID NOT NULL PRIMARY KEY,
    login TEXT NOT NULL,
    name TEXT NOT NULL,
    password TEXT NOT NULL,
    totp_secret BYTEA,
    created_at BIGINT NOT NULL,
    disabled_at BIGINT
);
CREATE UNIQUE INDEX people_accounts_login ON people_accounts (login);

CREATE TABLE people_posts (
    id UUID NOT NULL PRIMARY KEY,
    account_id UUID NOT NULL,
    unit_id UUID NOT NULL,
    role TEXT NOT NULL,
    title TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_to TEXT
);
CREATE INDEX people_posts_account ON people_posts (account_id, valid_from, id);
CREATE INDEX people_posts_unit ON people_posts (unit_id, account_id);
CREATE INDEX people_posts_role ON people_posts (role, account_id);

CREATE TABLE people_absences (
    id UUID NOT NULL PRIMARY KEY,
    account_id UUID NOT NULL,
    delegate_id UUID NOT NULL,
    first_day TEXT NOT NULL,
    last_day TEXT NOT NULL,
    reason TEXT NOT NULL,
    cancelled_at BIGINT
);
CREATE INDEX people_absences_account ON people_absences (account_id, first_day);
CREATE INDEX people_absences_delegate ON people_absences (delegate_id, account_id, first_day);

CREATE TABLE people_sessions (
    token BYTEA NOT NULL PRIMARY KEY,
    id UUID NOT NULL,
    account_id UUID NOT NULL,
    post_id UUID,
    behalf_id UUID,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    agent TEXT NOT NULL,
    from_address TEXT NOT NULL
);
CREATE INDEX people_sessions_account ON people_sessions (account_id, seen_at);
CREATE INDEX people_sessions_expiry ON people_sessions (expires_at);

CREATE TABLE people_attempts (
    name TEXT NOT NULL PRIMARY KEY,
    failed BIGINT NOT NULL,
    since BIGINT NOT NULL,
    locked_until BIGINT
);

CREATE TABLE people_totp_steps (
    account_id UUID NOT NULL PRIMARY KEY,
    step BIGINT NOT NULL
);

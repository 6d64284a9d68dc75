-- catalogue: publication decisions with their items, to-dos along the chain, and what each surface shows.
CREATE TABLE catalogue_decisions (
    id UUID NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    title TEXT NOT NULL,
    number TEXT,
    signed_on TEXT,
    effective_on TEXT,
    body TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX catalogue_decisions_newest ON catalogue_decisions (created_at, id);
CREATE INDEX catalogue_decisions_status ON catalogue_decisions (status, created_at, id);

CREATE TABLE catalogue_decision_items (
    id UUID NOT NULL PRIMARY KEY,
    decision_id UUID NOT NULL,
    position BIGINT NOT NULL,
    code TEXT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX catalogue_decision_items_order ON catalogue_decision_items (decision_id, position, id);
CREATE INDEX catalogue_decision_items_code ON catalogue_decision_items (code, decision_id);

CREATE TABLE catalogue_todos (
    id UUID NOT NULL PRIMARY KEY,
    state TEXT NOT NULL,
    kind TEXT NOT NULL,
    code TEXT NOT NULL,
    unit_id UUID NOT NULL,
    due_on TEXT NOT NULL,
    body TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    closed_at BIGINT
);
CREATE INDEX catalogue_todos_due ON catalogue_todos (state, due_on, id);
CREATE INDEX catalogue_todos_kind ON catalogue_todos (state, kind, due_on, id);
CREATE INDEX catalogue_todos_unit ON catalogue_todos (state, unit_id, due_on, id);
CREATE INDEX catalogue_todos_code ON catalogue_todos (code, state, due_on, id);

CREATE TABLE catalogue_surfaces (
    id UUID NOT NULL PRIMARY KEY,
    surface TEXT NOT NULL,
    unit_id UUID NOT NULL,
    code TEXT NOT NULL,
    number BIGINT NOT NULL,
    shown_on TEXT NOT NULL,
    body TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    recorded_by UUID
);
CREATE UNIQUE INDEX catalogue_surfaces_place ON catalogue_surfaces (code, surface, unit_id);

-- catalogue: procedures and their immutable versions, drafts, e-forms, electronic processes and who uses them.
CREATE TABLE catalogue_procedures (
    id UUID NOT NULL PRIMARY KEY,
    code TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX catalogue_procedures_code ON catalogue_procedures (code);

CREATE TABLE catalogue_versions (
    id UUID NOT NULL PRIMARY KEY,
    procedure_id UUID NOT NULL,
    number BIGINT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_to TEXT,
    parts TEXT NOT NULL,
    note TEXT,
    published_at BIGINT NOT NULL,
    published_by UUID
);
CREATE UNIQUE INDEX catalogue_versions_number ON catalogue_versions (procedure_id, number);

CREATE TABLE catalogue_drafts (
    procedure_id UUID NOT NULL PRIMARY KEY,
    base BIGINT NOT NULL,
    parts TEXT NOT NULL,
    saved_at BIGINT NOT NULL,
    saved_by UUID
);

CREATE TABLE catalogue_forms (
    id UUID NOT NULL PRIMARY KEY,
    code TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX catalogue_forms_code ON catalogue_forms (code);

CREATE TABLE catalogue_form_versions (
    id UUID NOT NULL PRIMARY KEY,
    form_id UUID NOT NULL,
    number BIGINT NOT NULL,
    body TEXT NOT NULL,
    published_at BIGINT NOT NULL,
    published_by UUID
);
CREATE UNIQUE INDEX catalogue_form_versions_number ON catalogue_form_versions (form_id, number);

CREATE TABLE catalogue_form_drafts (
    form_id UUID NOT NULL PRIMARY KEY,
    body TEXT NOT NULL,
    saved_at BIGINT NOT NULL,
    saved_by UUID
);

CREATE TABLE catalogue_processes (
    id UUID NOT NULL PRIMARY KEY,
    code TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX catalogue_processes_code ON catalogue_processes (code);

CREATE TABLE catalogue_process_versions (
    id UUID NOT NULL PRIMARY KEY,
    process_id UUID NOT NULL,
    number BIGINT NOT NULL,
    bpmn TEXT NOT NULL,
    published_at BIGINT NOT NULL,
    published_by UUID
);
CREATE UNIQUE INDEX catalogue_process_versions_number ON catalogue_process_versions (process_id, number);

CREATE TABLE catalogue_assignments (
    procedure_code TEXT NOT NULL PRIMARY KEY,
    process_id UUID NOT NULL,
    assigned_at BIGINT NOT NULL,
    assigned_by UUID
);
CREATE INDEX catalogue_assignments_process ON catalogue_assignments (process_id);

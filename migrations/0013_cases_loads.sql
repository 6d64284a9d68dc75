-- cases: how much lies where, kept by every action, so that a first page and a board add up a few sums however many cases there are.
-- kind: 0 the agency, 1 an officer, 2 a unit, 3 a procedure; who: the officer or unit, else the agency (an officer's kind with the
-- agency is what nobody has taken); what: the procedure's code or ''; hour: the hour of the due date since 1970.
-- A read model: what it adds up is in the rows of cases.
CREATE TABLE case_loads (
    tenant_id UUID NOT NULL,
    kind BIGINT NOT NULL,
    who UUID NOT NULL,
    what TEXT NOT NULL,
    hour BIGINT NOT NULL,
    held BIGINT NOT NULL,
    working BIGINT NOT NULL,
    -- In work, and the applicant has had no apology.
    owed BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, kind, who, what, hour)
);
CREATE INDEX case_loads_held ON case_loads (tenant_id, kind, who, what, hour, held, working, owed) WHERE held <> 0;

INSERT INTO case_loads (tenant_id, kind, who, what, hour, held, working, owed)
SELECT tenant_id, kind, who, what, hour, COUNT(*), SUM(working), SUM(owed) FROM (
    SELECT c.tenant_id, k.kind,
        CASE k.kind WHEN 1 THEN COALESCE(c.officer_id, c.tenant_id) WHEN 2 THEN c.unit_id ELSE c.tenant_id END AS who,
        CASE k.kind WHEN 3 THEN c.procedure_code ELSE '' END AS what,
        c.due_at / 3600000000 AS hour,
        CASE WHEN c.status = 4 THEN 1 ELSE 0 END AS working,
        CASE WHEN c.status = 4 AND c.body NOT LIKE '%"apology":{%' THEN 1 ELSE 0 END AS owed
    FROM cases c CROSS JOIN (SELECT 0 AS kind UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3) k
    WHERE c.closed_at IS NULL
) part GROUP BY tenant_id, kind, who, what, hour;

-- cases: open steps by the role they wait for, and those nobody has taken.
DROP INDEX case_tasks_unit;
CREATE INDEX case_tasks_opinions ON case_tasks (tenant_id, unit_id, due_at, id) WHERE done_at IS NULL AND kind = 'opinion';
CREATE INDEX case_tasks_steps ON case_tasks (tenant_id, unit_id, role, due_at, id) WHERE done_at IS NULL AND kind = 'step';
CREATE INDEX case_tasks_free ON case_tasks (tenant_id, unit_id, role, due_at, id)
    WHERE done_at IS NULL AND kind = 'step' AND officer_id IS NULL;
-- Nothing reads along these.
DROP INDEX case_tasks_officer;
DROP INDEX cases_closed;

-- What was received in a time, and the lists of an officer, a unit, a procedure, a process: the condition of each index is its own, so
-- that it is the only one that fits its list.
DROP INDEX cases_officer;
DROP INDEX cases_unit;
DROP INDEX cases_procedure;
CREATE INDEX cases_officer ON cases (tenant_id, officer_id, due_at, id, status, closed_at) WHERE COALESCE(closed_at, 0) = 0;
CREATE INDEX cases_unit ON cases (tenant_id, unit_id, due_at, id, status, closed_at) WHERE COALESCE(closed_at, 0) = 0;
CREATE INDEX cases_procedure ON cases (tenant_id, procedure_code, due_at, id, status, closed_at) WHERE COALESCE(closed_at, 0) = 0;
DROP INDEX cases_received;
DROP INDEX cases_process;
CREATE INDEX cases_received ON cases (tenant_id, received_at, id) WHERE COALESCE(received_at, 0) > 0;
CREATE INDEX cases_process ON cases (tenant_id, process_id, received_at, id) WHERE COALESCE(received_at, 0) <> 0;
-- Open cases by the version of the process they run on, for moving them to another.
CREATE INDEX cases_running ON cases (tenant_id, process_id, due_at, id) WHERE COALESCE(closed_at, 0) = 0;

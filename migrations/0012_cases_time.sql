-- cases: what ran on one version of a process, for what its record says.
CREATE INDEX cases_process ON cases (tenant_id, process_id, received_at, id) WHERE received_at IS NOT NULL;

-- How long a push's calls take at least, by the planner; NULL where nobody has counted them.
ALTER TABLE pushes ADD COLUMN expected_ms INTEGER;

-- A push's page names the pushes that retry it and that roll it back.
CREATE INDEX pushes_by_retried ON pushes (retry_of) WHERE retry_of IS NOT NULL;
CREATE INDEX pushes_by_rolled_back ON pushes (rollback_of) WHERE rollback_of IS NOT NULL;

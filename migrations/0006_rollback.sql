-- The push that a push rolls back.
ALTER TABLE pushes ADD COLUMN rollback_of TEXT;

-- The roots of what an org held before a push wrote anything there, and of what was read back when the
-- push ended there; NULL where it wasn't read. A rollback rests on them: their nodes and the bodies of
-- their items have to stay as long as a push names them.
ALTER TABLE push_orgs ADD COLUMN before_root TEXT;
ALTER TABLE push_orgs ADD COLUMN after_root TEXT;

-- What was chosen for a push can be longer than a value may be here (2 MB), so it is in R2, and
-- `choices` is its digest. What older pushes hold can't be moved from here; no release made any.
DELETE FROM push_log;
DELETE FROM cells;
DELETE FROM push_orgs;
DELETE FROM pushes;
ALTER TABLE pushes RENAME COLUMN choices_json TO choices;

-- An org that an open push needs can't be disconnected or get another key.
CREATE INDEX open_pushes ON pushes (source) WHERE ended_at IS NULL;

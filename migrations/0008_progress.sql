-- How long a push's calls take at least, by the planner; NULL where nobody has counted them.
ALTER TABLE pushes ADD COLUMN expected_ms INTEGER;

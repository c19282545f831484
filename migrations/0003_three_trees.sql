-- Stored nodes carry more than before (titles, references outside of schedules), and what is here
-- can't be completed without reading the orgs again.
DELETE FROM snapshots;
DELETE FROM nodes;

-- The root of the tree of what Orgcast last wrote in an org; NULL where it never did, or where
-- nobody knows because the org got another key. Its nodes are in `nodes`, where they have to stay
-- as long as this names them, just as those of a snapshot.
ALTER TABLE orgs ADD COLUMN base TEXT;

-- Whether nothing may ever be pushed to an org: 1 if so.
ALTER TABLE orgs ADD COLUMN protected INTEGER NOT NULL DEFAULT 0;

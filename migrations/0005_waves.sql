-- How a push goes over its orgs, and how far it has come: the types are Rollout and Course. A push from
-- before went to all orgs at once.
ALTER TABLE pushes ADD COLUMN rollout_json TEXT NOT NULL DEFAULT '{}';
ALTER TABLE pushes ADD COLUMN course_json TEXT NOT NULL DEFAULT '{"wave":1,"waves":1,"accepted":0}';

-- The org's wave; the first one is 1.
ALTER TABLE push_orgs ADD COLUMN wave INTEGER NOT NULL DEFAULT 1;

-- A plan is carried out once: a push of it is looked for before another one begins.
CREATE INDEX pushes_by_plan ON pushes (plan);

-- The root of an org's base before a push: what a rollback restores is what Orgcast wrote there only where
-- it was so before. NULL where nothing was known to be Orgcast's.
ALTER TABLE push_orgs ADD COLUMN base_root TEXT;

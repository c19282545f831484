-- Stored nodes carry more references than before (partitions and views that queries read, files that
-- parameters suggest from), and what is here can't be completed without reading the orgs again. A base
-- can't stay without its nodes: what was written before counts as never written until it is pushed or
-- found the same again.
DELETE FROM snapshots;
DELETE FROM nodes;
UPDATE orgs SET base = NULL;

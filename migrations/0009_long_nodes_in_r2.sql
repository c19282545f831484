-- A folder of thousands of items with long names makes a node that is longer than a value may be here
-- (2 MB). Such a node is in R2: `body` is the digest of its JSON, and node_json is 'null'. What is here
-- already stays as it is.
ALTER TABLE nodes ADD COLUMN body TEXT;

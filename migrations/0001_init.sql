-- Everything Orgcast keeps besides bodies (R2) and journals (Durable Objects).
-- Times are milliseconds since 1970 (UTC), digests are lower-case hexadecimal SHA-256, and columns
-- named *_json hold JSON whose types are in shared/src/api and shared/src/content.

-- Who may use this Orgcast. `capabilities_json` is a list of capability names.
CREATE TABLE people (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  capabilities_json TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Whoever holds a sign-in link that was made with the Worker's own key is the local operator.
INSERT INTO people (id, name, capabilities_json)
VALUES ('local', 'Local operator',
        '["viewOrganizations","createOrganizations","manageOrganizations"]');

-- One-time tokens that were used; a row can go when the token has expired anyway.
CREATE TABLE used_tokens (
  nonce TEXT PRIMARY KEY,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- `id` is the SHA-256 of the cookie's value, so that this table can't be used to sign in.
CREATE TABLE sessions (
  id TEXT PRIMARY KEY,
  person TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Connected orgs. `sealed_key` is the access key, sealed for this org.
CREATE TABLE orgs (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE COLLATE NOCASE,
  endpoint TEXT NOT NULL,
  access_id TEXT NOT NULL,
  sealed_key TEXT NOT NULL,
  UNIQUE (endpoint, access_id)
) STRICT, WITHOUT ROWID;

-- The read of an org that is going on, or the newest one when it failed; no row when the newest
-- one is complete or there was none.
CREATE TABLE reads (
  org TEXT PRIMARY KEY REFERENCES orgs (id) ON DELETE CASCADE,
  started_at INTEGER NOT NULL,
  items INTEGER NOT NULL DEFAULT 0,
  calls INTEGER NOT NULL DEFAULT 0,
  failed_at INTEGER,
  message TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;

-- Complete reads of orgs.
CREATE TABLE snapshots (
  org TEXT NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
  taken_at INTEGER NOT NULL,
  root TEXT NOT NULL,
  items INTEGER NOT NULL,
  facts_json TEXT NOT NULL,
  PRIMARY KEY (org, taken_at)
) STRICT, WITHOUT ROWID;

-- Folder nodes of all orgs' trees, each stored once.
CREATE TABLE nodes (
  digest TEXT PRIMARY KEY,
  node_json TEXT NOT NULL
) STRICT;

-- Which bodies are in R2, so that a read doesn't have to ask R2 about each.
CREATE TABLE bodies (
  digest TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- The definitions of an org's connections as of its newest read, sealed for that org: they are
-- needed to create a connection in another org, and may hold addresses with secrets in them. An
-- org may have several of one kind and name.
CREATE TABLE connections (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  org TEXT NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  sealed TEXT NOT NULL
) STRICT;

CREATE INDEX connections_by_key ON connections (org, kind, name);

-- Pushes, oldest first by `seq`. Orgs are named as they were, since they may be gone later.
CREATE TABLE pushes (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  idempotency_key TEXT NOT NULL UNIQUE,
  started_by TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  state TEXT NOT NULL,
  source TEXT NOT NULL,
  source_name TEXT NOT NULL,
  plan TEXT NOT NULL,
  planned_json TEXT NOT NULL,
  outcomes_json TEXT NOT NULL,
  orgs INTEGER NOT NULL,
  items INTEGER NOT NULL,
  retry_of TEXT,
  choices_json TEXT NOT NULL
) STRICT;

-- The orgs of a push. `org_order` is the digest of the org's part of the plan, which is in R2.
CREATE TABLE push_orgs (
  push TEXT NOT NULL REFERENCES pushes (id),
  org TEXT NOT NULL,
  name TEXT NOT NULL,
  org_order TEXT NOT NULL,
  state TEXT NOT NULL,
  cells INTEGER NOT NULL,
  writes INTEGER NOT NULL,
  written INTEGER NOT NULL DEFAULT 0,
  outcomes_json TEXT NOT NULL,
  message TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (push, org)
) STRICT, WITHOUT ROWID;

-- What became of every cell of a push.
CREATE TABLE cells (
  push TEXT NOT NULL REFERENCES pushes (id),
  org TEXT NOT NULL,
  path TEXT NOT NULL,
  record_json TEXT NOT NULL,
  PRIMARY KEY (push, org, path)
) STRICT, WITHOUT ROWID;

-- The log of a push, oldest first by `seq`.
CREATE TABLE push_log (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  push TEXT NOT NULL REFERENCES pushes (id),
  line_json TEXT NOT NULL
) STRICT;

CREATE INDEX push_log_by_push ON push_log (push, seq);

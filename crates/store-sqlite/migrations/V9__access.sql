-- Who may join: invite codes, lists, keys of enqueue tokens, and what works once.

CREATE TABLE invite_codes (
    id BLOB NOT NULL PRIMARY KEY,
    tenant BLOB NOT NULL,
    queue BLOB NOT NULL,
    label TEXT NOT NULL,
    hint TEXT NOT NULL,
    hash BLOB NOT NULL,
    max_uses INTEGER NOT NULL,
    uses INTEGER NOT NULL,
    expires_at INTEGER,
    created_by BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    UNIQUE (queue, hash)
) STRICT, WITHOUT ROWID;

CREATE INDEX invite_codes_in_order ON invite_codes (queue, created_at, id);
CREATE INDEX invite_codes_by_tenant ON invite_codes (tenant);

CREATE TABLE access_rules (
    id BLOB NOT NULL PRIMARY KEY,
    tenant BLOB NOT NULL,
    queue BLOB,
    effect TEXT NOT NULL,
    subject TEXT NOT NULL,
    value TEXT NOT NULL,
    reason TEXT NOT NULL,
    expires_at INTEGER,
    created_by BLOB NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX access_rules_in_order ON access_rules (tenant, created_at, id);
CREATE INDEX access_rules_by_queue ON access_rules (queue) WHERE queue IS NOT NULL;

-- `material` is a sealed secret (HS256) or a public key (EdDSA).
CREATE TABLE enqueue_keys (
    id BLOB NOT NULL PRIMARY KEY,
    tenant BLOB NOT NULL,
    name TEXT NOT NULL,
    algorithm TEXT NOT NULL,
    material BLOB NOT NULL,
    created_by BLOB NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX enqueue_keys_in_order ON enqueue_keys (tenant, created_at, id);

CREATE TABLE spent_tokens (
    hash BLOB NOT NULL PRIMARY KEY,
    until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX spent_tokens_by_end ON spent_tokens (until);

-- Deletions of tenants, which outlive them: that is what they are for. `trace` is what their rows are found by.
CREATE TABLE tenant_deletions (
    id BLOB NOT NULL PRIMARY KEY,
    requested_by BLOB NOT NULL,
    requested_at INTEGER NOT NULL,
    row_counts TEXT NOT NULL,
    rows_left TEXT NOT NULL,
    trace TEXT NOT NULL,
    finished_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX tenant_deletions_unfinished ON tenant_deletions (requested_at) WHERE finished_at IS NULL;

-- Times are milliseconds since 1970 UTC. Ids are the 16 bytes of a UUID.

CREATE TABLE tenants (
    id BLOB NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    domain TEXT UNIQUE,
    configuration TEXT NOT NULL,
    limits TEXT NOT NULL,
    status TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX tenants_in_order ON tenants (created_at, id);

-- `key` stands for the queue in the large tables. AUTOINCREMENT: a key is never used again, so that what is left of a
-- deleted queue cannot show up in another one.
CREATE TABLE queues (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE,
    tenant BLOB NOT NULL,
    settings TEXT NOT NULL,
    message TEXT,
    revision INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE INDEX queues_in_order ON queues (tenant, created_at, id);

-- Apart from `queues`, because it is written with every commit.
CREATE TABLE lines (
    queue_key INTEGER PRIMARY KEY,
    version INTEGER NOT NULL,
    state TEXT NOT NULL
) STRICT;

-- States 0 to 2 are live. Joins append to this table and to `sessions_live`; that is why the ended ones have indexes of
-- their own, which are written when a session ends.
CREATE TABLE sessions (
    queue_key INTEGER NOT NULL,
    ticket INTEGER NOT NULL,
    session BLOB NOT NULL,
    priority INTEGER NOT NULL,
    state INTEGER NOT NULL,
    enqueued_at INTEGER NOT NULL,
    released_at INTEGER,
    served_at INTEGER,
    ended_at INTEGER,
    deadline INTEGER,
    extended INTEGER NOT NULL,
    identifier TEXT,
    metadata TEXT,
    PRIMARY KEY (queue_key, ticket)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX sessions_by_id ON sessions (session);

CREATE INDEX sessions_live ON sessions (queue_key, ticket, state, priority, deadline) WHERE state <= 2;

-- One live session per queue and identifier.
CREATE UNIQUE INDEX sessions_live_identifier ON sessions (queue_key, identifier)
    WHERE state <= 2 AND identifier IS NOT NULL;

CREATE INDEX sessions_ended ON sessions (queue_key, state, ticket) WHERE state > 2;

CREATE INDEX sessions_ended_identifier ON sessions (queue_key, identifier, ticket)
    WHERE state > 2 AND identifier IS NOT NULL;

CREATE TABLE changes (
    queue_key INTEGER NOT NULL,
    version INTEGER NOT NULL,
    at INTEGER NOT NULL,
    payload BLOB NOT NULL,
    PRIMARY KEY (queue_key, version)
) STRICT, WITHOUT ROWID;

-- Deleted queues whose sessions and changes are still to be removed.
CREATE TABLE graveyard (queue_key INTEGER PRIMARY KEY) STRICT;

CREATE TABLE accounts (
    id BLOB NOT NULL PRIMARY KEY,
    tenant BLOB,
    email TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    roles TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX accounts_by_tenant ON accounts (tenant);

CREATE TABLE refresh_tokens (
    hash BLOB NOT NULL PRIMARY KEY,
    family BLOB NOT NULL,
    account BLOB NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX refresh_tokens_by_family ON refresh_tokens (family);
CREATE INDEX refresh_tokens_by_account ON refresh_tokens (account, expires_at);

-- `status` and `body` are NULL while the request is being carried out.
CREATE TABLE idempotency (
    scope TEXT NOT NULL,
    key TEXT NOT NULL,
    request BLOB NOT NULL,
    reserved_at INTEGER NOT NULL,
    status INTEGER,
    body BLOB,
    PRIMARY KEY (scope, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX idempotency_by_age ON idempotency (reserved_at);

CREATE TABLE secrets (
    purpose TEXT NOT NULL,
    number INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    signs_from INTEGER NOT NULL,
    retires_at INTEGER,
    PRIMARY KEY (purpose, number)
) STRICT, WITHOUT ROWID;

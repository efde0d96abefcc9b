-- Who did what. A chain is a tenant's, or the platform's: sixteen zero bytes. All columns of an entry go into its hash.
CREATE TABLE audit (
    chain BLOB NOT NULL,
    sequence INTEGER NOT NULL,
    at INTEGER NOT NULL,
    actor_kind TEXT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    target_kind TEXT NOT NULL,
    target TEXT NOT NULL,
    was TEXT,
    became TEXT,
    reason TEXT,
    address TEXT,
    request TEXT,
    hash BLOB NOT NULL,
    PRIMARY KEY (chain, sequence)
) STRICT, WITHOUT ROWID;

CREATE INDEX audit_by_time ON audit (chain, at);
CREATE INDEX audit_by_actor ON audit (chain, actor);
CREATE INDEX audit_by_target ON audit (chain, target);

-- Where each chain stands. Entries up to `pruned` were kept long enough.
CREATE TABLE audit_heads (
    chain BLOB NOT NULL PRIMARY KEY,
    sequence INTEGER NOT NULL,
    hash BLOB NOT NULL,
    signed INTEGER NOT NULL DEFAULT 0,
    signed_at INTEGER NOT NULL DEFAULT 0,
    pruned INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE audit_checkpoints (
    chain BLOB NOT NULL,
    sequence INTEGER NOT NULL,
    kind TEXT NOT NULL,
    hash BLOB NOT NULL,
    at INTEGER NOT NULL,
    key INTEGER NOT NULL,
    signature BLOB NOT NULL,
    PRIMARY KEY (chain, sequence)
) STRICT, WITHOUT ROWID;

CREATE TABLE audit_retentions (
    chain BLOB NOT NULL PRIMARY KEY,
    days INTEGER,
    hold TEXT,
    version INTEGER NOT NULL
) STRICT;

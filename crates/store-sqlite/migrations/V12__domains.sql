-- Under which hosts tenants are reached. Several tenants may say of a domain that it is theirs; it is of the one who has shown it.

CREATE TABLE domains (
    id BLOB NOT NULL PRIMARY KEY,
    tenant BLOB NOT NULL,
    name TEXT NOT NULL,
    token TEXT NOT NULL,
    created_by BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    verified_at INTEGER,
    proof TEXT,
    is_primary INTEGER NOT NULL,
    UNIQUE (tenant, name)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX domains_verified ON domains (name) WHERE verified_at IS NOT NULL;
CREATE UNIQUE INDEX domains_primary ON domains (tenant) WHERE is_primary = 1;
CREATE INDEX domains_in_order ON domains (tenant, created_at, id);

-- What of deleted tenants was removed outside of the store.
ALTER TABLE tenant_deletions ADD COLUMN leavings TEXT;

-- `wearer` is the queue that wears it, or the tenant whose pages do.
CREATE TABLE brandings (
    wearer BLOB NOT NULL PRIMARY KEY,
    tenant BLOB NOT NULL,
    look TEXT NOT NULL,
    logo_kind TEXT,
    logo_width INTEGER,
    logo_height INTEGER,
    logo_hash TEXT,
    logo BLOB,
    version INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE INDEX brandings_by_tenant ON brandings (tenant);

-- What somebody in a line with counters has besides a ticket, as JSON; NULL in every other line.
ALTER TABLE sessions ADD COLUMN seat TEXT;

CREATE INDEX sessions_seated ON sessions (queue_key, ticket) WHERE seat IS NOT NULL AND state <= 2;

-- Locations (kind 1), counters (2) and kiosks (3).
CREATE TABLE fixtures (
    id BLOB NOT NULL PRIMARY KEY,
    kind INTEGER NOT NULL,
    tenant BLOB NOT NULL,
    location BLOB,
    body TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX fixtures_in_order ON fixtures (tenant, kind, created_at, id);
CREATE INDEX fixtures_by_location ON fixtures (location) WHERE location IS NOT NULL;

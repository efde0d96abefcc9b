-- Who reads the changes. Nothing is forgotten that one of them has not read.
CREATE TABLE consumers (
    name TEXT NOT NULL PRIMARY KEY,
    since INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- How far each has come, what it wrote down for itself, and whose turn it is to read.
CREATE TABLE offsets (
    queue_key INTEGER NOT NULL,
    consumer TEXT NOT NULL,
    version INTEGER NOT NULL,
    at INTEGER NOT NULL,
    note BLOB,
    node INTEGER NOT NULL,
    turn_until INTEGER NOT NULL,
    PRIMARY KEY (queue_key, consumer)
) STRICT, WITHOUT ROWID;

-- Changes that a consumer never saw: those after one version until another.
CREATE TABLE losses (
    queue_key INTEGER NOT NULL,
    consumer TEXT NOT NULL,
    after_version INTEGER NOT NULL,
    until_version INTEGER NOT NULL,
    from_at INTEGER NOT NULL,
    until_at INTEGER NOT NULL,
    PRIMARY KEY (queue_key, consumer, after_version)
) STRICT, WITHOUT ROWID;

-- What happened in a minute (span 0) or a quarter of an hour (1), as JSON.
CREATE TABLE tallies (
    queue_key INTEGER NOT NULL,
    span INTEGER NOT NULL,
    start INTEGER NOT NULL,
    tally TEXT NOT NULL,
    PRIMARY KEY (queue_key, span, start)
) STRICT, WITHOUT ROWID;

-- What happened to sessions besides what stands in their rows.
CREATE TABLE session_events (
    queue_key INTEGER NOT NULL,
    ticket INTEGER NOT NULL,
    version INTEGER NOT NULL,
    at INTEGER NOT NULL,
    session BLOB NOT NULL,
    from_priority INTEGER NOT NULL,
    to_priority INTEGER NOT NULL,
    PRIMARY KEY (queue_key, ticket, version)
) STRICT, WITHOUT ROWID;

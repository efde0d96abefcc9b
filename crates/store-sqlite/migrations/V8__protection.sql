-- The keys of personal data, wrapped by a master key that is not here. `realm` is a tenant's id, or empty for the platform.
CREATE TABLE data_keys (
    realm BLOB NOT NULL,
    key_use TEXT NOT NULL,
    number INTEGER NOT NULL,
    wrapped BLOB NOT NULL,
    master TEXT NOT NULL,
    seals_from INTEGER NOT NULL,
    retired_at INTEGER,
    PRIMARY KEY (realm, key_use, number)
) STRICT, WITHOUT ROWID;

-- Passes over all rows with personal data that are under way, with notes as JSON.
CREATE TABLE passes (
    name TEXT NOT NULL PRIMARY KEY,
    notes TEXT NOT NULL,
    version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What was stored before there were keys is still to be sealed.
INSERT INTO passes (name, notes, version)
    SELECT 'seal', '{}', 1
    WHERE EXISTS (SELECT 1 FROM sessions) OR EXISTS (SELECT 1 FROM accounts) OR EXISTS (SELECT 1 FROM invitations)
        OR EXISTS (SELECT 1 FROM sign_ins) OR EXISTS (SELECT 1 FROM subjects);

-- Remembered answers are in plain text; they are good for a day, and whoever asks again is answered anew.
DELETE FROM idempotency;

-- Whoever saw sessions saw who the people are.
UPDATE roles SET permissions = permissions || ' personal:read'
    WHERE instr(' ' || permissions || ' ', ' session:read ');
UPDATE api_keys SET permissions = permissions || ' personal:read'
    WHERE instr(' ' || permissions || ' ', ' session:read ');

-- The keys of personal data, wrapped by a master key that is not here; without a tenant those of the platform. They are
-- destroyed with their tenant.
CREATE TABLE data_keys (
    tenant uuid REFERENCES tenants ON DELETE CASCADE,
    key_use text COLLATE "C" NOT NULL,
    number bigint NOT NULL,
    wrapped bytea NOT NULL,
    master text NOT NULL,
    seals_from bigint NOT NULL,
    retired_at bigint
);

CREATE UNIQUE INDEX data_keys_of_tenant ON data_keys (tenant, key_use, number) WHERE tenant IS NOT NULL;
CREATE UNIQUE INDEX data_keys_of_platform ON data_keys (key_use, number) WHERE tenant IS NULL;

-- Passes over all rows with personal data that are under way, with notes as JSON.
CREATE TABLE passes (
    name text COLLATE "C" PRIMARY KEY,
    notes text NOT NULL,
    version bigint NOT NULL
);

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['data_keys', 'passes']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY of_the_node ON %I USING ((SELECT vq_in_node_scope()))', name);
    END LOOP;
END
$$;

-- What was stored before there were keys is still to be sealed. Remembered answers are in plain text; they are good for a
-- day, and whoever asks again is answered anew.
SET LOCAL vq.scope = 'node';
INSERT INTO passes (name, notes, version)
    SELECT 'seal', '{}', 1
    WHERE EXISTS (SELECT 1 FROM sessions) OR EXISTS (SELECT 1 FROM accounts) OR EXISTS (SELECT 1 FROM invitations)
        OR EXISTS (SELECT 1 FROM sign_ins) OR EXISTS (SELECT 1 FROM subjects);
DELETE FROM idempotency;

-- Whoever saw sessions saw who the people are.
UPDATE roles SET permissions = array_append(permissions, 'personal:read') WHERE 'session:read' = ANY (permissions);
UPDATE api_keys SET permissions = array_append(permissions, 'personal:read') WHERE 'session:read' = ANY (permissions);

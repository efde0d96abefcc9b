-- Who may join: invite codes, lists, keys of enqueue tokens, and what works once.

CREATE TABLE invite_codes (
    id uuid PRIMARY KEY,
    tenant uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    queue uuid NOT NULL REFERENCES queues (id) ON DELETE CASCADE,
    label text NOT NULL,
    hint text NOT NULL,
    hash bytea NOT NULL,
    max_uses bigint NOT NULL,
    uses bigint NOT NULL,
    expires_at bigint,
    created_by uuid NOT NULL,
    created_at bigint NOT NULL,
    UNIQUE (queue, hash)
);

CREATE INDEX invite_codes_in_order ON invite_codes (queue, created_at, id);
CREATE INDEX invite_codes_by_tenant ON invite_codes (tenant);

CREATE TABLE access_rules (
    id uuid PRIMARY KEY,
    tenant uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    queue uuid REFERENCES queues (id) ON DELETE CASCADE,
    effect text NOT NULL,
    subject text NOT NULL,
    value text NOT NULL,
    reason text NOT NULL,
    expires_at bigint,
    created_by uuid NOT NULL,
    created_at bigint NOT NULL
);

CREATE INDEX access_rules_in_order ON access_rules (tenant, created_at, id);
CREATE INDEX access_rules_by_queue ON access_rules (queue) WHERE queue IS NOT NULL;

-- `material` is a sealed secret (HS256) or a public key (EdDSA).
CREATE TABLE enqueue_keys (
    id uuid PRIMARY KEY,
    tenant uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    name text NOT NULL,
    algorithm text NOT NULL,
    material bytea NOT NULL,
    created_by uuid NOT NULL,
    created_at bigint NOT NULL
);

CREATE INDEX enqueue_keys_in_order ON enqueue_keys (tenant, created_at, id);

CREATE TABLE spent_tokens (
    hash bytea PRIMARY KEY,
    until bigint NOT NULL
);

CREATE INDEX spent_tokens_by_end ON spent_tokens (until);

-- Deletions of tenants, which outlive them: that is what they are for. `queue_keys` is what rows of their queues are found by.
CREATE TABLE tenant_deletions (
    id uuid PRIMARY KEY,
    requested_by uuid NOT NULL,
    requested_at bigint NOT NULL,
    row_counts text NOT NULL,
    rows_left text NOT NULL,
    queue_keys bigint[] NOT NULL,
    finished_at bigint
);

CREATE INDEX tenant_deletions_unfinished ON tenant_deletions (requested_at) WHERE finished_at IS NULL;

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['invite_codes', 'access_rules', 'enqueue_keys', 'spent_tokens', 'tenant_deletions']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY of_the_node ON %I USING ((SELECT vq_in_node_scope()))', name);
        IF name NOT IN ('spent_tokens', 'tenant_deletions') THEN
            EXECUTE format('CREATE POLICY of_the_tenant ON %I USING (tenant = (SELECT vq_tenant()))', name);
        END IF;
    END LOOP;
END
$$;

-- Who did what. A chain is a tenant's, or the platform's: the UUID of zeros. All columns of an entry go into its hash.
CREATE TABLE audit (
    chain uuid NOT NULL,
    sequence bigint NOT NULL,
    at bigint NOT NULL,
    actor_kind text NOT NULL,
    actor text COLLATE "C" NOT NULL,
    action text COLLATE "C" NOT NULL,
    target_kind text NOT NULL,
    target text COLLATE "C" NOT NULL,
    was text,
    became text,
    reason text,
    address text,
    request text,
    hash bytea NOT NULL,
    PRIMARY KEY (chain, sequence)
);

CREATE INDEX audit_by_time ON audit (chain, at);
CREATE INDEX audit_by_actor ON audit (chain, actor);
CREATE INDEX audit_by_target ON audit (chain, target);

-- Where each chain stands: whoever appends holds its row until the commit. Entries up to `pruned` were kept long enough.
CREATE TABLE audit_heads (
    chain uuid PRIMARY KEY,
    sequence bigint NOT NULL,
    hash bytea NOT NULL,
    signed bigint NOT NULL DEFAULT 0,
    signed_at bigint NOT NULL DEFAULT 0,
    pruned bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 50);

CREATE TABLE audit_checkpoints (
    chain uuid NOT NULL,
    sequence bigint NOT NULL,
    kind text NOT NULL,
    hash bytea NOT NULL,
    at bigint NOT NULL,
    key bigint NOT NULL,
    signature bytea NOT NULL,
    PRIMARY KEY (chain, sequence)
);

CREATE TABLE audit_retentions (
    chain uuid PRIMARY KEY,
    days bigint,
    hold text,
    version bigint NOT NULL
);

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['audit', 'audit_heads', 'audit_checkpoints', 'audit_retentions']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY of_the_node ON %I USING ((SELECT vq_in_node_scope()))', name);
        EXECUTE format('CREATE POLICY of_the_tenant ON %I USING (chain = (SELECT vq_tenant()))', name);
    END LOOP;
END
$$;

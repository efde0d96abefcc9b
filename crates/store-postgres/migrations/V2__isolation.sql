-- Row-level security: a transaction sees the rows of the scope it has declared and can write no others. `vq.tenant` is one
-- tenant; `vq.scope` = 'node' is for what has no tenant: running the lines, signing in, listing all. Without either,
-- nothing is seen. FORCE, because the store owns its tables. The settings are read in sub-selects, so that they are read
-- once per statement and not for each row.

CREATE FUNCTION vq_in_node_scope() RETURNS boolean LANGUAGE sql STABLE
    RETURN coalesce(current_setting('vq.scope', true), '') = 'node';

CREATE FUNCTION vq_tenant() RETURNS uuid LANGUAGE sql STABLE
    RETURN nullif(current_setting('vq.tenant', true), '')::uuid;

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['tenants', 'queues', 'lines', 'sessions', 'changes', 'graveyard', 'accounts',
                                'refresh_tokens', 'idempotency', 'secrets']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY of_the_node ON %I USING ((SELECT vq_in_node_scope()))', name);
    END LOOP;
    FOREACH name IN ARRAY ARRAY['queues', 'lines', 'sessions', 'changes', 'accounts', 'refresh_tokens']
    LOOP
        EXECUTE format('CREATE POLICY of_the_tenant ON %I USING (tenant = (SELECT vq_tenant()))', name);
    END LOOP;
    CREATE POLICY of_the_tenant ON tenants USING (id = (SELECT vq_tenant()));
END
$$;

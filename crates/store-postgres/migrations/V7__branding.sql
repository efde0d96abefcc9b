-- `wearer` is the queue that wears it, or the tenant whose pages do.
CREATE TABLE brandings (
    wearer uuid PRIMARY KEY,
    tenant uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    queue uuid REFERENCES queues (id) ON DELETE CASCADE,
    look text NOT NULL,
    logo_kind text,
    logo_width bigint,
    logo_height bigint,
    logo_hash text,
    logo bytea,
    version bigint NOT NULL,
    updated_at bigint NOT NULL,
    CHECK (wearer = coalesce(queue, tenant))
);

CREATE INDEX brandings_by_tenant ON brandings (tenant);
CREATE INDEX brandings_by_queue ON brandings (queue) WHERE queue IS NOT NULL;

ALTER TABLE brandings ENABLE ROW LEVEL SECURITY;
ALTER TABLE brandings FORCE ROW LEVEL SECURITY;
CREATE POLICY of_the_node ON brandings USING ((SELECT vq_in_node_scope()));
CREATE POLICY of_the_tenant ON brandings USING (tenant = (SELECT vq_tenant()));

-- Under which hosts tenants are reached. Several tenants may say of a domain that it is theirs; it is of the one who has shown it.

CREATE TABLE domains (
    id uuid PRIMARY KEY,
    tenant uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    name text NOT NULL,
    token text NOT NULL,
    created_by uuid NOT NULL,
    created_at bigint NOT NULL,
    verified_at bigint,
    proof text,
    is_primary boolean NOT NULL DEFAULT false,
    CONSTRAINT domains_of_a_tenant UNIQUE (tenant, name),
    CHECK ((verified_at IS NULL) = (proof IS NULL)),
    CHECK (verified_at IS NOT NULL OR NOT is_primary)
);

CREATE UNIQUE INDEX domains_verified ON domains (name) WHERE verified_at IS NOT NULL;
CREATE UNIQUE INDEX domains_primary ON domains (tenant) WHERE is_primary;
CREATE INDEX domains_in_order ON domains (tenant, created_at, id);

ALTER TABLE domains ENABLE ROW LEVEL SECURITY;
ALTER TABLE domains FORCE ROW LEVEL SECURITY;
CREATE POLICY of_the_node ON domains USING ((SELECT vq_in_node_scope()));
CREATE POLICY of_the_tenant ON domains USING (tenant = (SELECT vq_tenant()));

-- What of deleted tenants was removed outside of the store.
ALTER TABLE tenant_deletions ADD COLUMN leavings text;

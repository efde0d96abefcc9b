-- People, and how they sign in. A role is a name or an id. Sealed values begin with the number of the key that sealed them.
-- What belongs to somebody goes with them; what belongs to a tenant carries it, for the policies.

ALTER TABLE accounts
    ADD COLUMN name text NOT NULL DEFAULT '',
    ADD COLUMN language text NOT NULL DEFAULT 'en',
    ADD COLUMN status text NOT NULL DEFAULT 'active',
    ADD COLUMN email_verified_at bigint,
    ADD COLUMN version bigint NOT NULL DEFAULT 1;

DROP INDEX accounts_by_tenant;
CREATE INDEX accounts_in_order ON accounts (tenant, created_at, id);
CREATE INDEX accounts_by_role ON accounts USING gin (roles);

-- A sign-in is the family of its refresh tokens.
CREATE TABLE sign_ins (
    id uuid PRIMARY KEY,
    account uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
    tenant uuid,
    method text NOT NULL,
    second_factor boolean NOT NULL,
    device text NOT NULL,
    address text NOT NULL,
    network bytea NOT NULL,
    created_at bigint NOT NULL,
    last_used_at bigint NOT NULL,
    expires_at bigint NOT NULL
);

CREATE INDEX sign_ins_by_account ON sign_ins (account, last_used_at);
CREATE INDEX sign_ins_by_network ON sign_ins (account, network);
CREATE INDEX sign_ins_by_end ON sign_ins (expires_at);

-- Sign-ins that ended before their time: their access tokens are not accepted until they are over anyway.
CREATE TABLE revocations (
    sign_in uuid PRIMARY KEY,
    until bigint NOT NULL
);

CREATE INDEX revocations_by_end ON revocations (until);

CREATE TABLE invitations (
    id uuid PRIMARY KEY,
    tenant uuid REFERENCES tenants ON DELETE CASCADE,
    email text COLLATE "C" NOT NULL,
    roles text[] NOT NULL,
    language text NOT NULL,
    token bytea NOT NULL UNIQUE,
    invited_by uuid NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL
);

CREATE INDEX invitations_in_order ON invitations (tenant, created_at, id);
CREATE INDEX invitations_by_email ON invitations (email);

CREATE TABLE one_time_tokens (
    hash bytea PRIMARY KEY,
    purpose text NOT NULL,
    account uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
    tenant uuid,
    expires_at bigint NOT NULL
);

CREATE INDEX one_time_tokens_by_account ON one_time_tokens (account, purpose);
CREATE INDEX one_time_tokens_by_end ON one_time_tokens (expires_at);

CREATE TABLE roles (
    id uuid PRIMARY KEY,
    tenant uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    name text COLLATE "C" NOT NULL,
    permissions text[] NOT NULL,
    version bigint NOT NULL,
    created_at bigint NOT NULL,
    CONSTRAINT roles_name UNIQUE (tenant, name)
);

-- The platform's own has no tenant.
CREATE TABLE sign_in_policies (
    tenant uuid REFERENCES tenants ON DELETE CASCADE,
    policy text NOT NULL
);

CREATE UNIQUE INDEX sign_in_policies_of_realm
    ON sign_in_policies (coalesce(tenant, '00000000-0000-0000-0000-000000000000'::uuid));

CREATE TABLE second_factors (
    account uuid PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,
    tenant uuid,
    secret bytea NOT NULL,
    confirmed_at bigint,
    last_step bigint NOT NULL
);

CREATE TABLE recovery_codes (
    account uuid NOT NULL REFERENCES second_factors ON DELETE CASCADE,
    tenant uuid,
    hash bytea NOT NULL,
    PRIMARY KEY (account, hash)
);

CREATE TABLE api_keys (
    id uuid PRIMARY KEY,
    tenant uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    account uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
    name text NOT NULL,
    prefix text NOT NULL,
    hash bytea NOT NULL UNIQUE,
    permissions text[] NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint,
    last_used_at bigint
);

CREATE INDEX api_keys_in_order ON api_keys (tenant, created_at, id);
CREATE INDEX api_keys_by_account ON api_keys (account);

CREATE TABLE identity_providers (
    id uuid PRIMARY KEY,
    tenant uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    settings text NOT NULL,
    secret bytea NOT NULL,
    version bigint NOT NULL,
    created_at bigint NOT NULL
);

CREATE INDEX identity_providers_in_order ON identity_providers (tenant, created_at, id);

-- Whose account a provider's subject is.
CREATE TABLE subjects (
    provider uuid NOT NULL REFERENCES identity_providers ON DELETE CASCADE,
    subject text COLLATE "C" NOT NULL,
    account uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
    tenant uuid,
    PRIMARY KEY (provider, subject)
);

CREATE INDEX subjects_by_account ON subjects (account);

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['sign_ins', 'revocations', 'invitations', 'one_time_tokens', 'roles', 'sign_in_policies',
                                'second_factors', 'recovery_codes', 'api_keys', 'identity_providers', 'subjects']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY of_the_node ON %I USING ((SELECT vq_in_node_scope()))', name);
        IF name <> 'revocations' THEN
            EXECUTE format('CREATE POLICY of_the_tenant ON %I USING (tenant = (SELECT vq_tenant()))', name);
        END IF;
    END LOOP;
END
$$;

-- Times are milliseconds since 1970 UTC. What an integrator says in their own words is kept as bytes of UTF-8, since text
-- cannot hold every character. Text that is looked up has the collation "C", which no update of the system changes.

CREATE TABLE tenants (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    domain text COLLATE "C",
    configuration text NOT NULL,
    limits text NOT NULL,
    status text NOT NULL,
    version bigint NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    CONSTRAINT tenants_domain UNIQUE (domain)
);

CREATE INDEX tenants_in_order ON tenants (created_at, id);

-- `key` stands for the queue in the large tables and is never used again, so that what is left of a deleted queue cannot
-- show up in another one.
CREATE TABLE queues (
    key bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id uuid NOT NULL UNIQUE,
    tenant uuid NOT NULL REFERENCES tenants,
    settings text NOT NULL,
    message text,
    revision bigint NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL
);

CREATE INDEX queues_in_order ON queues (tenant, created_at, id);

-- Apart from `queues`, because it is written with every commit; with room in its pages, so that this leaves no garbage in
-- the index.
CREATE TABLE lines (
    queue uuid PRIMARY KEY,
    queue_key bigint NOT NULL,
    tenant uuid NOT NULL,
    version bigint NOT NULL,
    state text NOT NULL
) WITH (fillfactor = 50);

-- States 0 to 2 are live. No foreign keys: they would cost a look-up for each person, and a deleted queue's millions of
-- rows are removed bit by bit.
CREATE TABLE sessions (
    queue_key bigint NOT NULL,
    ticket bigint NOT NULL,
    enqueued_at bigint NOT NULL,
    released_at bigint,
    served_at bigint,
    ended_at bigint,
    deadline bigint,
    session uuid NOT NULL,
    tenant uuid NOT NULL,
    priority smallint NOT NULL,
    state smallint NOT NULL,
    extended boolean NOT NULL,
    identifier bytea,
    metadata bytea,
    PRIMARY KEY (queue_key, ticket)
);

CREATE UNIQUE INDEX sessions_by_id ON sessions (session);

CREATE INDEX sessions_by_state ON sessions (queue_key, state, ticket);

-- One live session per queue and identifier.
CREATE UNIQUE INDEX sessions_live_identifier ON sessions (queue_key, identifier)
    WHERE state <= 2 AND identifier IS NOT NULL;

CREATE INDEX sessions_ended_identifier ON sessions (queue_key, identifier, ticket)
    WHERE state > 2 AND identifier IS NOT NULL;

CREATE TABLE changes (
    queue_key bigint NOT NULL,
    version bigint NOT NULL,
    at bigint NOT NULL,
    tenant uuid NOT NULL,
    payload bytea NOT NULL,
    PRIMARY KEY (queue_key, version)
);

-- Packed already.
ALTER TABLE changes ALTER COLUMN payload SET STORAGE EXTERNAL;

-- Deleted queues whose sessions and changes are still to be removed.
CREATE TABLE graveyard (queue_key bigint PRIMARY KEY);

CREATE TABLE accounts (
    id uuid PRIMARY KEY,
    tenant uuid REFERENCES tenants ON DELETE CASCADE,
    email text COLLATE "C" NOT NULL,
    password_hash text NOT NULL,
    roles text[] NOT NULL,
    created_at bigint NOT NULL,
    CONSTRAINT accounts_email UNIQUE (email)
);

CREATE INDEX accounts_by_tenant ON accounts (tenant);
CREATE INDEX accounts_of_the_platform ON accounts (id) WHERE 'platform_admin' = ANY (roles);

CREATE TABLE refresh_tokens (
    hash bytea PRIMARY KEY,
    family uuid NOT NULL,
    account uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
    tenant uuid,
    expires_at bigint NOT NULL,
    used_at bigint
);

CREATE INDEX refresh_tokens_by_family ON refresh_tokens (family);
CREATE INDEX refresh_tokens_by_account ON refresh_tokens (account, expires_at);

-- `status` and `body` are NULL while the request is being carried out.
CREATE TABLE idempotency (
    scope text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    request bytea NOT NULL,
    reserved_at bigint NOT NULL,
    status integer,
    body bytea,
    PRIMARY KEY (scope, key)
);

CREATE INDEX idempotency_by_age ON idempotency (reserved_at);

CREATE TABLE secrets (
    purpose text COLLATE "C" NOT NULL,
    number bigint NOT NULL,
    bytes bytea NOT NULL,
    signs_from bigint NOT NULL,
    retires_at bigint,
    PRIMARY KEY (purpose, number)
);

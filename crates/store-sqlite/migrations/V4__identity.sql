-- People, and how they sign in. Roles are names or ids (UUIDs with hyphens), separated by spaces. Sealed values begin with the
-- number of the key that sealed them.

ALTER TABLE accounts ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE accounts ADD COLUMN language TEXT NOT NULL DEFAULT 'en';
ALTER TABLE accounts ADD COLUMN status TEXT NOT NULL DEFAULT 'active';
ALTER TABLE accounts ADD COLUMN email_verified_at INTEGER;
ALTER TABLE accounts ADD COLUMN version INTEGER NOT NULL DEFAULT 1;

DROP INDEX accounts_by_tenant;
CREATE INDEX accounts_in_order ON accounts (tenant, created_at, id);

-- A sign-in is the family of its refresh tokens.
CREATE TABLE sign_ins (
    id BLOB NOT NULL PRIMARY KEY,
    account BLOB NOT NULL,
    method TEXT NOT NULL,
    second_factor INTEGER NOT NULL,
    device TEXT NOT NULL,
    address TEXT NOT NULL,
    network BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    last_used_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX sign_ins_by_account ON sign_ins (account, last_used_at);
CREATE INDEX sign_ins_by_network ON sign_ins (account, network);
CREATE INDEX sign_ins_by_end ON sign_ins (expires_at);

-- Sign-ins that ended before their time: their access tokens are not accepted until they are over anyway.
CREATE TABLE revocations (
    sign_in BLOB NOT NULL PRIMARY KEY,
    until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX revocations_by_end ON revocations (until);

CREATE TABLE invitations (
    id BLOB NOT NULL PRIMARY KEY,
    tenant BLOB,
    email TEXT NOT NULL,
    roles TEXT NOT NULL,
    language TEXT NOT NULL,
    token BLOB NOT NULL UNIQUE,
    invited_by BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX invitations_in_order ON invitations (tenant, created_at, id);
CREATE INDEX invitations_by_email ON invitations (email);

CREATE TABLE one_time_tokens (
    hash BLOB NOT NULL PRIMARY KEY,
    purpose TEXT NOT NULL,
    account BLOB NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX one_time_tokens_by_account ON one_time_tokens (account, purpose);
CREATE INDEX one_time_tokens_by_end ON one_time_tokens (expires_at);

CREATE TABLE roles (
    id BLOB NOT NULL PRIMARY KEY,
    tenant BLOB NOT NULL,
    name TEXT NOT NULL,
    permissions TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    UNIQUE (tenant, name)
) STRICT, WITHOUT ROWID;

-- The platform's own has no tenant.
CREATE TABLE sign_in_policies (
    tenant BLOB,
    policy TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX sign_in_policies_of_realm ON sign_in_policies (ifnull(tenant, ''));

CREATE TABLE second_factors (
    account BLOB NOT NULL PRIMARY KEY,
    secret BLOB NOT NULL,
    confirmed_at INTEGER,
    last_step INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE recovery_codes (
    account BLOB NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (account, hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE api_keys (
    id BLOB NOT NULL PRIMARY KEY,
    tenant BLOB NOT NULL,
    account BLOB NOT NULL,
    name TEXT NOT NULL,
    prefix TEXT NOT NULL,
    hash BLOB NOT NULL UNIQUE,
    permissions TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    last_used_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX api_keys_in_order ON api_keys (tenant, created_at, id);
CREATE INDEX api_keys_by_account ON api_keys (account);

CREATE TABLE identity_providers (
    id BLOB NOT NULL PRIMARY KEY,
    tenant BLOB NOT NULL,
    settings TEXT NOT NULL,
    secret BLOB NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX identity_providers_in_order ON identity_providers (tenant, created_at, id);

-- Whose account a provider's subject is.
CREATE TABLE subjects (
    provider BLOB NOT NULL,
    subject TEXT NOT NULL,
    account BLOB NOT NULL,
    PRIMARY KEY (provider, subject)
) STRICT, WITHOUT ROWID;

CREATE INDEX subjects_by_account ON subjects (account);

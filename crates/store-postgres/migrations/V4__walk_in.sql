-- What somebody in a line with counters has besides a ticket, as JSON; NULL in every other line.
ALTER TABLE sessions ADD COLUMN seat bytea;

-- Locations (kind 1), counters (2) and kiosks (3).
CREATE TABLE fixtures (
    id uuid PRIMARY KEY,
    kind smallint NOT NULL,
    tenant uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    location uuid REFERENCES fixtures,
    body text NOT NULL,
    version bigint NOT NULL,
    created_at bigint NOT NULL
);

CREATE INDEX fixtures_in_order ON fixtures (tenant, kind, created_at, id);
CREATE INDEX fixtures_by_location ON fixtures (location) WHERE location IS NOT NULL;

ALTER TABLE fixtures ENABLE ROW LEVEL SECURITY;
ALTER TABLE fixtures FORCE ROW LEVEL SECURITY;
CREATE POLICY of_the_node ON fixtures USING ((SELECT vq_in_node_scope()));
CREATE POLICY of_the_tenant ON fixtures USING (tenant = (SELECT vq_tenant()));

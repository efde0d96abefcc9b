-- Who reads the changes. Nothing is forgotten that one of them has not read.
CREATE TABLE consumers (
    name text COLLATE "C" PRIMARY KEY,
    since bigint NOT NULL
);

-- How far each has come, what it wrote down for itself, and whose turn it is to read. A queue that is deleted takes its
-- offsets along at once: whoever holds one locked is waited for, and nobody writes anything more for the queue.
CREATE TABLE offsets (
    queue_key bigint NOT NULL REFERENCES queues (key) ON DELETE CASCADE,
    consumer text COLLATE "C" NOT NULL,
    tenant uuid NOT NULL,
    version bigint NOT NULL,
    at bigint NOT NULL,
    note bytea,
    node bigint NOT NULL,
    turn_until bigint NOT NULL,
    PRIMARY KEY (queue_key, consumer)
) WITH (fillfactor = 50);

-- Changes that a consumer never saw: those after one version until another.
CREATE TABLE losses (
    queue_key bigint NOT NULL REFERENCES queues (key) ON DELETE CASCADE,
    consumer text COLLATE "C" NOT NULL,
    tenant uuid NOT NULL,
    after_version bigint NOT NULL,
    until_version bigint NOT NULL,
    from_at bigint NOT NULL,
    until_at bigint NOT NULL,
    PRIMARY KEY (queue_key, consumer, after_version)
);

-- What happened in a minute (span 0) or a quarter of an hour (1), as JSON.
CREATE TABLE tallies (
    queue_key bigint NOT NULL,
    span smallint NOT NULL,
    start bigint NOT NULL,
    tenant uuid NOT NULL,
    tally text NOT NULL,
    PRIMARY KEY (queue_key, span, start)
) WITH (fillfactor = 80);

-- What happened to sessions besides what stands in their rows.
CREATE TABLE session_events (
    queue_key bigint NOT NULL,
    ticket bigint NOT NULL,
    version bigint NOT NULL,
    at bigint NOT NULL,
    tenant uuid NOT NULL,
    session uuid NOT NULL,
    from_priority smallint NOT NULL,
    to_priority smallint NOT NULL,
    PRIMARY KEY (queue_key, ticket, version)
);

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['consumers', 'offsets', 'losses', 'tallies', 'session_events']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY of_the_node ON %I USING ((SELECT vq_in_node_scope()))', name);
    END LOOP;
    FOREACH name IN ARRAY ARRAY['offsets', 'losses', 'tallies', 'session_events']
    LOOP
        EXECUTE format('CREATE POLICY of_the_tenant ON %I USING (tenant = (SELECT vq_tenant()))', name);
    END LOOP;
END
$$;

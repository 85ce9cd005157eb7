-- label: harmless: a new parent with new partitions and an index on it (S01)
CREATE TABLE door_events (
    door_id integer NOT NULL,
    happened_at timestamptz NOT NULL
) PARTITION BY RANGE (happened_at);
CREATE TABLE door_events_2025 PARTITION OF door_events
    FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE INDEX door_events_door_idx ON door_events (door_id, happened_at);

CREATE TABLE measurements (
    sensor_id bigint NOT NULL,
    taken_at timestamptz NOT NULL
) PARTITION BY RANGE (taken_at);
CREATE TABLE measurements_2025 PARTITION OF measurements
    FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE INDEX measurements_sensor_idx ON ONLY measurements (sensor_id);
CREATE INDEX CONCURRENTLY measurements_2025_sensor_idx ON measurements_2025 (sensor_id);

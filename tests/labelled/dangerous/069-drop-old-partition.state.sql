CREATE TABLE readings (
    meter_id bigint NOT NULL,
    read_at timestamptz NOT NULL,
    kwh numeric(12, 3)
) PARTITION BY RANGE (read_at);
CREATE TABLE readings_2021 PARTITION OF readings
    FOR VALUES FROM ('2021-01-01') TO ('2022-01-01');

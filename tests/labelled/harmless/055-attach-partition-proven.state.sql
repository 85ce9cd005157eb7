CREATE TABLE tracking_events (
    parcel_id bigint NOT NULL,
    seen_at timestamptz NOT NULL
) PARTITION BY RANGE (seen_at);
CREATE TABLE tracking_events_2025_q2 (
    parcel_id bigint NOT NULL,
    seen_at timestamptz NOT NULL,
    CONSTRAINT q2_bound CHECK (seen_at >= '2025-04-01' AND seen_at < '2025-07-01')
);

CREATE TABLE tracking_events (
    parcel_id bigint NOT NULL,
    seen_at timestamptz NOT NULL,
    place text
) PARTITION BY RANGE (seen_at);
CREATE TABLE tracking_events_2025_q1 (
    parcel_id bigint NOT NULL,
    seen_at timestamptz NOT NULL,
    place text
);

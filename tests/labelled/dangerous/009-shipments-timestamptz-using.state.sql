CREATE TABLE shipments (
    id bigint PRIMARY KEY,
    dispatched_at timestamp
);

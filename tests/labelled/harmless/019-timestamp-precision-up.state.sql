CREATE TABLE scans (
    id bigint PRIMARY KEY,
    scanned_at timestamptz(3) NOT NULL
);

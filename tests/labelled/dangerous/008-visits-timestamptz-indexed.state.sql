CREATE TABLE visits (
    id bigint PRIMARY KEY,
    patient_id bigint NOT NULL,
    starts_at timestamp NOT NULL
);
CREATE INDEX visits_starts_at_idx ON visits (starts_at);

CREATE TABLE visits (
    id bigint PRIMARY KEY,
    patient_id bigint NOT NULL,
    ends_at timestamp
);

CREATE TABLE appointments (
    id bigint PRIMARY KEY,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL
);
ALTER TABLE appointments
    ADD CONSTRAINT appointments_end_after_start CHECK (ends_at > starts_at) NOT VALID;

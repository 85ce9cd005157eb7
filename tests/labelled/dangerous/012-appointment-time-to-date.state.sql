CREATE TABLE appointments (
    id bigint PRIMARY KEY,
    doctor_id bigint NOT NULL,
    scheduled_for timestamptz NOT NULL
);

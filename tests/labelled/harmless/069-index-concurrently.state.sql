CREATE TABLE visits (id bigint PRIMARY KEY, doctor_id bigint NOT NULL, starts_at timestamptz NOT NULL);

CREATE TABLE appointments (id bigint PRIMARY KEY, starts_at timestamptz NOT NULL);

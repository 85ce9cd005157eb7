CREATE TABLE visits (id bigint PRIMARY KEY, doctor_id bigint NOT NULL, starts_at timestamptz, room text);
CREATE VIEW daily_visits AS SELECT doctor_id, starts_at FROM visits;

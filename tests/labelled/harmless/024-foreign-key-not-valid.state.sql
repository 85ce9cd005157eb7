CREATE TABLE doctors (id bigint PRIMARY KEY, name text NOT NULL);
CREATE TABLE visits (id bigint PRIMARY KEY, doctor_id bigint NOT NULL);
CREATE INDEX visits_doctor_id_idx ON visits (doctor_id);

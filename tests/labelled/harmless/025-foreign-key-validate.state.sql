CREATE TABLE doctors (id bigint PRIMARY KEY, name text NOT NULL);
CREATE TABLE visits (id bigint PRIMARY KEY, doctor_id bigint NOT NULL);
CREATE INDEX visits_doctor_id_idx ON visits (doctor_id);
ALTER TABLE visits
    ADD CONSTRAINT visits_doctor_id_fkey
    FOREIGN KEY (doctor_id) REFERENCES doctors (id) NOT VALID;

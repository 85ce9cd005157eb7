-- label: harmless: a short lock on both tables, no row is read (K02)
BEGIN;
SET LOCAL lock_timeout = '2s';
ALTER TABLE visits
    ADD CONSTRAINT visits_doctor_id_fkey
    FOREIGN KEY (doctor_id) REFERENCES doctors (id) NOT VALID;
COMMIT;

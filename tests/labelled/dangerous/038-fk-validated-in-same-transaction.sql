-- label: dangerous: NOT VALID gains nothing when validated under the same transaction's locks (K02)
BEGIN;
SET LOCAL lock_timeout = '2s';
ALTER TABLE visits
    ADD CONSTRAINT visits_doctor_id_fkey FOREIGN KEY (doctor_id) REFERENCES doctors (id) NOT VALID;
ALTER TABLE visits VALIDATE CONSTRAINT visits_doctor_id_fkey;
COMMIT;

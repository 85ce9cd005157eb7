-- label: harmless: all of it is metadata, under a lock timeout (C01)
BEGIN;
SET LOCAL lock_timeout = '1s';
ALTER TABLE doctors
    ADD COLUMN room text,
    ADD COLUMN extension integer;
ALTER TABLE doctors ALTER COLUMN room SET DEFAULT 'reception';
COMMENT ON COLUMN doctors.room IS 'Where the doctor usually works';
COMMIT;

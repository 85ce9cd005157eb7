-- label: harmless: the validated CHECK proves it, no row is read (C08)
SET lock_timeout = '2s';
ALTER TABLE prescriptions ALTER COLUMN prescribed_by SET NOT NULL;
ALTER TABLE prescriptions DROP CONSTRAINT prescriptions_prescribed_by_present;

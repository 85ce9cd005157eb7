-- label: dangerous: dropping the proving CHECK in the same ALTER brings the scan back (C08)
SET lock_timeout = '1s';
ALTER TABLE prescriptions
    ALTER COLUMN prescribed_by SET NOT NULL,
    DROP CONSTRAINT prescriptions_prescribed_by_present;

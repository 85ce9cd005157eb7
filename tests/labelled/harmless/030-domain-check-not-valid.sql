-- label: harmless: the domain's new rule reads no table yet (K11)
SET lock_timeout = '2s';
ALTER DOMAIN postal_code ADD CONSTRAINT postal_code_digits CHECK (VALUE ~ '^[0-9]{5}$') NOT VALID;

-- label: dangerous: every table with a column of the domain is read while writes wait (K11)
ALTER DOMAIN postal_code ADD CONSTRAINT postal_code_digits CHECK (VALUE ~ '^[0-9]{5}$');

-- label: harmless: replacing a function locks no table (O03)
CREATE OR REPLACE FUNCTION full_name(first_name text, last_name text) RETURNS text
LANGUAGE sql IMMUTABLE
AS $$ SELECT first_name || ' ' || last_name $$;

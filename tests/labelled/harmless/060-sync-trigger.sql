-- label: harmless: a trigger takes its lock for a moment, under a timeout (O04)
BEGIN;
SET LOCAL lock_timeout = '1s';
CREATE FUNCTION copy_phone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.phone_number := NEW.phone;
    RETURN NEW;
END
$$;
CREATE TRIGGER patients_copy_phone BEFORE INSERT OR UPDATE ON patients
    FOR EACH ROW EXECUTE FUNCTION copy_phone();
COMMIT;

-- No primary key to batch by, a trigger that writes, duplicates and NULLs.
-- variant without_a_key
-- schema
CREATE TABLE readings (sensor integer, value numeric);
CREATE INDEX readings_sensor_idx ON readings (sensor);
CREATE FUNCTION touched() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.value := coalesce(NEW.value, 0); RETURN NEW; END $$;
CREATE TRIGGER touch BEFORE INSERT ON readings FOR EACH ROW EXECUTE FUNCTION touched();
-- change
ALTER TABLE readings ADD COLUMN seen timestamptz DEFAULT clock_timestamp();
-- rows
INSERT INTO readings SELECT n % 3, n FROM generate_series(1, 40) AS n;
INSERT INTO readings VALUES (NULL, NULL), (NULL, NULL);
-- old
SELECT count(*) FROM readings WHERE sensor IS NULL AND value = 0; -- returns 2
INSERT INTO readings (sensor, value) VALUES (:n, NULL);
UPDATE readings SET value = 1 WHERE sensor = :n;
-- end
SELECT count(*) FROM readings WHERE seen IS NULL; -- returns 0
-- differs
values public.readings.seen

-- variant bare_column_in_utc
-- schema
CREATE TABLE visits (id bigint PRIMARY KEY, at timestamp DEFAULT '2026-01-01');
COMMENT ON COLUMN visits.at IS 'in UTC';
-- change
ALTER TABLE visits ALTER COLUMN at TYPE timestamptz USING at AT TIME ZONE 'UTC';
-- rows
INSERT INTO visits SELECT n, timestamp '2026-01-01' + n * interval '1 hour' FROM generate_series(1, 40) AS n;
INSERT INTO visits VALUES (41, NULL);
-- old
SELECT count(*) FROM visits WHERE at >= '2026-01-01 03:00' AND id <= 40; -- returns 38
INSERT INTO visits (id, at) VALUES (:n, '2025-01-01');
UPDATE visits SET at = NULL WHERE id = :n;

-- variant back_from_a_named_zone
-- schema
CREATE TABLE visits (id bigint PRIMARY KEY, at timestamptz NOT NULL);
CREATE UNIQUE INDEX visits_at_id_key ON visits (at, id);
-- change
ALTER TABLE visits ALTER COLUMN at TYPE timestamp USING at AT TIME ZONE 'Asia/Tokyo';
-- rows
INSERT INTO visits SELECT n, timestamptz '2026-01-01 00:00+00' + n * interval '1 hour' FROM generate_series(1, 40) AS n;
-- old
SELECT count(*) FROM visits WHERE id = 2; -- returns 1
UPDATE visits SET id = id WHERE id = 2;
-- end
SELECT at FROM visits WHERE id = 2; -- returns 2026-01-01 11:00:00

-- variant using_an_expression
-- schema
CREATE TABLE visits (id bigint PRIMARY KEY, at timestamp NOT NULL DEFAULT now(), seconds text);
CREATE INDEX visits_at_idx ON visits (at);
COMMENT ON COLUMN visits.at IS 'in UTC';
ALTER TABLE visits ALTER COLUMN at SET STATISTICS 500;
GRANT SELECT (at), UPDATE (at) ON visits TO reporting;
-- change
ALTER TABLE visits ALTER COLUMN at TYPE timestamptz USING at AT TIME ZONE 'UTC';
-- rows
INSERT INTO visits SELECT n, timestamp '2026-01-01' + n * interval '1 hour', NULL FROM generate_series(1, 40) AS n;
-- unknown
GRANT INSERT (at) ON visits TO app;
-- old
SELECT count(*) FROM visits WHERE at >= '2026-01-01 03:00'; -- returns 38
INSERT INTO visits (id, at) VALUES (:n, '2025-01-01');
UPDATE visits SET seconds = '7' WHERE id = :n;

-- With a default that fills what is NULL; commented, granted, indexed, in a view.
-- variant filled_with_the_default
-- schema
CREATE TABLE users (id bigint PRIMARY KEY, locale text DEFAULT 'en');
CREATE INDEX users_locale_idx ON users (locale);
CREATE VIEW locales AS SELECT DISTINCT locale FROM users;
COMMENT ON COLUMN users.locale IS 'of the interface';
GRANT SELECT (locale) ON users TO reporting;
-- change
ALTER TABLE users ALTER COLUMN locale SET NOT NULL;
-- rows
INSERT INTO users SELECT n, CASE n % 3 WHEN 0 THEN 'de' END FROM generate_series(1, 40) AS n;
-- naive
UPDATE users SET locale = DEFAULT WHERE locale IS NULL;
ALTER TABLE users ALTER COLUMN locale SET NOT NULL;
-- old
SELECT locale FROM users WHERE id = 3; -- returns de
INSERT INTO users (id) VALUES (:n);
UPDATE users SET locale = 'fr' WHERE id = :n;

-- variant no_primary_key
-- schema
CREATE TABLE entries (at date, note text, value integer);
-- change
ALTER TABLE entries ALTER COLUMN value SET NOT NULL;
-- rows
INSERT INTO entries SELECT date '2026-01-01' + n % 5, NULL, n % 3 FROM generate_series(1, 40) AS n;
-- bad
UPDATE entries SET value = NULL WHERE at = '2026-01-02';
-- old
SELECT count(*) FROM entries WHERE at = '2026-01-02'; -- returns 8
INSERT INTO entries (value) VALUES (:n);
UPDATE entries SET note = 'seen' WHERE value = :n;

-- Two columns, both nullable until now, the table referenced through another unique key.
-- variant nullable_columns
-- schema
CREATE TABLE memberships (team integer, member integer, code text UNIQUE, since date);
CREATE TABLE badges (id bigint PRIMARY KEY, code text REFERENCES memberships (code));
GRANT SELECT (team) ON memberships TO reporting;
-- change
ALTER TABLE memberships ADD CONSTRAINT memberships_pk PRIMARY KEY (team, member);
-- rows
INSERT INTO memberships SELECT n % 4, n, 'c' || n, NULL FROM generate_series(1, 40) AS n;
INSERT INTO badges SELECT n, 'c' || n FROM generate_series(1, 10) AS n;
-- bad
INSERT INTO memberships VALUES (NULL, 1, 'x', NULL);
INSERT INTO memberships VALUES (1, NULL, 'x', NULL);
INSERT INTO memberships VALUES (1, 1, 'x', NULL);
-- old
SELECT team FROM memberships WHERE code = 'c2'; -- returns 2
INSERT INTO memberships (team, member, code) VALUES (1, :n, 'c:n');
INSERT INTO badges (id, code) VALUES (:n, 'c:n');
UPDATE memberships SET since = '2026-01-01' WHERE member = :n;

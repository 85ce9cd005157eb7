-- A reference and a key written on the column.
-- variant with_a_reference
-- schema
CREATE TABLE teams (id bigint PRIMARY KEY, name text);
CREATE TABLE users (id bigint PRIMARY KEY, name text NOT NULL);
CREATE VIEW names AS SELECT name FROM users;
GRANT SELECT ON users TO reporting;
-- change
ALTER TABLE users ADD COLUMN team_id bigint DEFAULT 1 REFERENCES teams (id) ON DELETE SET NULL;
-- rows
INSERT INTO teams SELECT n, 'team ' || n FROM generate_series(1, 5) AS n;
INSERT INTO users SELECT n, 'user ' || n % 4 FROM generate_series(1, 40) AS n;
-- bad
UPDATE users SET team_id = 99 WHERE id = 3;
-- old
SELECT name FROM users WHERE id = 2; -- returns user 2
INSERT INTO users (id, name) VALUES (:n, 'old');
UPDATE users SET name = 'older' WHERE id = :n;
-- end
INSERT INTO users (id, name, team_id) VALUES (:n, 'new', 3);
SELECT team_id FROM users WHERE id = :n; -- returns 3

-- variant unique
-- schema
CREATE TABLE users (id bigint PRIMARY KEY, name text NOT NULL);
-- change
ALTER TABLE users ADD COLUMN email text UNIQUE;
-- rows
INSERT INTO users SELECT n, 'user ' || n FROM generate_series(1, 40) AS n;
-- bad
UPDATE users SET email = 'the same' WHERE id IN (3, 4);
-- old
SELECT name FROM users WHERE id = 2; -- returns user 2
INSERT INTO users (id, name) VALUES (:n, 'old');
-- end
INSERT INTO users (id, name, email) VALUES (:n, 'new', 'user:n@example.org');

-- What is written on the column has names.
-- variant named
-- schema
CREATE TABLE teams (id bigint PRIMARY KEY);
CREATE TABLE users (id bigint PRIMARY KEY, name text);
-- change
ALTER TABLE users ADD COLUMN team bigint CONSTRAINT one_team UNIQUE CONSTRAINT the_team REFERENCES teams (id) CONSTRAINT positive CHECK (team > 0);
-- rows
INSERT INTO teams SELECT n FROM generate_series(1, 5) AS n;
INSERT INTO users SELECT n, 'user ' || n FROM generate_series(1, 40) AS n;
-- bad
UPDATE users SET team = -5 WHERE id IN (3, 4);
-- old
SELECT name FROM users WHERE id = 2; -- returns user 2
INSERT INTO users (id, name) VALUES (:n, 'old');

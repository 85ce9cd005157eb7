-- NOT NULL with a default, checked, unique, referenced by another column, commented, granted.
-- variant with_everything_on_it
-- schema
CREATE TABLE teams (id bigint PRIMARY KEY);
CREATE TABLE users (
    id bigint PRIMARY KEY,
    team bigint NOT NULL DEFAULT 1 REFERENCES teams (id),
    name text,
    CONSTRAINT positive CHECK (team > 0),
    UNIQUE (team, name)
);
CREATE INDEX users_team_idx ON users (team DESC) WHERE team > 1;
COMMENT ON COLUMN users.team IS 'where they are';
GRANT SELECT (team) ON users TO reporting;
-- change
ALTER TABLE users RENAME COLUMN team TO team_id;
-- rows
INSERT INTO teams SELECT n FROM generate_series(1, 5) AS n;
INSERT INTO users SELECT n, n % 5 + 1, 'user ' || n FROM generate_series(1, 40) AS n;
-- unknown
GRANT UPDATE (team) ON users TO app;
-- old
SELECT team FROM users WHERE id = 2; -- returns 3
INSERT INTO users (id, team, name) VALUES (:n, 2, 'old :n');
UPDATE users SET team = 3 WHERE id = :n;
SELECT team FROM users WHERE id = :n; -- returns 3
-- new
SELECT team_id FROM users WHERE id = 2; -- returns 3
INSERT INTO users (id, team_id, name) VALUES (:n, 2, 'new :n');
UPDATE users SET team_id = 4 WHERE id = :n;
SELECT team_id FROM users WHERE id = :n; -- returns 4
-- both
INSERT INTO users (id, team, name) VALUES (:n, 2, 'a :n');
SELECT team_id FROM users WHERE id = :n; -- returns 2
INSERT INTO users (id, team_id, name) VALUES (-:n, 4, 'b :n');
SELECT team FROM users WHERE id = -:n; -- returns 4
INSERT INTO users (id, name) VALUES (-:n - 1, 'c :n');
SELECT team + team_id FROM users WHERE id = -:n - 1; -- returns 2
-- differs
constraint * on public.users NOT NULL team_id

-- With two references, indexes, a trigger, comments, privileges, and a view of another table.
-- variant with_much_on_it
-- schema
CREATE TABLE users (id bigint PRIMARY KEY, name text);
CREATE TABLE teams (id bigint PRIMARY KEY);
CREATE TABLE grants (
    id bigint PRIMARY KEY,
    user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    team_id bigint REFERENCES teams (id),
    level integer NOT NULL DEFAULT 1 CHECK (level > 0),
    parent_id bigint REFERENCES grants (id),
    UNIQUE (user_id, team_id)
);
CREATE INDEX grants_team_id_idx ON grants (team_id) WHERE level > 1;
CREATE VIEW names AS SELECT name FROM users;
-- change
DROP TABLE grants;
-- rows
INSERT INTO users SELECT n, 'user ' || n FROM generate_series(1, 20) AS n;
INSERT INTO teams SELECT n FROM generate_series(1, 5) AS n;
INSERT INTO grants SELECT n, n % 20 + 1, nullif(n % 5, 0), n, NULL FROM generate_series(1, 20) AS n;
-- old
SELECT level FROM grants WHERE id = 2; -- returns 2
INSERT INTO grants (id, user_id) VALUES (:n, 1);
UPDATE grants SET level = 9 WHERE id = :n;
-- new
SELECT count(*) FROM names; -- returns 20

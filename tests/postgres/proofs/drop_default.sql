-- A nullable column whose default is computed; a view and a comment stand by.
-- variant computed
-- schema
CREATE TABLE posts (id bigint PRIMARY KEY, at timestamptz NOT NULL DEFAULT now() - interval '1 day');
CREATE VIEW recent AS SELECT id FROM posts WHERE at > '2026-01-01';
COMMENT ON COLUMN posts.at IS 'when';
GRANT INSERT (id, at) ON posts TO app;
-- change
ALTER TABLE posts ALTER COLUMN at DROP DEFAULT;
-- rows
INSERT INTO posts SELECT n, '2026-01-01' FROM generate_series(1, 40) AS n;
-- old
INSERT INTO posts (id) VALUES (:n);
UPDATE posts SET at = '2026-01-02' WHERE id = :n;
-- new
INSERT INTO posts (id, at) VALUES (:n, '2026-01-03');

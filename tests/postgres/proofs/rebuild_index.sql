-- variant all_of_a_table
-- schema
CREATE TABLE users (id bigint PRIMARY KEY, email text UNIQUE);
CREATE INDEX users_lower_idx ON users (lower(email));
-- change
REINDEX TABLE users;
-- rows
INSERT INTO users SELECT n, 'User' || n FROM generate_series(1, 40) AS n;
-- old
SELECT id FROM users WHERE lower(email) = 'user2'; -- returns 2
INSERT INTO users (id, email) VALUES (:n, 'old:n');
-- differs
says yes before the step: *

-- variant in_a_schema
-- schema
CREATE SCHEMA "my app";
CREATE TABLE "my app".users (id bigint PRIMARY KEY, email text);
CREATE UNIQUE INDEX "Users by mail" ON "my app".users (email);
-- change
REINDEX INDEX "my app"."Users by mail";
-- rows
INSERT INTO "my app".users SELECT n, 'user' || n FROM generate_series(1, 40) AS n;
-- old
SELECT id FROM "my app".users WHERE email = 'user2'; -- returns 2
INSERT INTO "my app".users (id, email) VALUES (:n, 'old:n');
-- differs
says yes before the step: *

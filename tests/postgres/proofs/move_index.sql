-- variant in_a_schema
-- since 14
-- schema
CREATE SCHEMA app;
CREATE TABLE app.users (id bigint PRIMARY KEY, email text);
CREATE UNIQUE INDEX "By mail" ON app.users (email);
-- change
ALTER INDEX app."By mail" SET TABLESPACE pg_default;
-- rows
INSERT INTO app.users SELECT n, 'user' || n FROM generate_series(1, 40) AS n;
-- old
SELECT id FROM app.users WHERE email = 'user2'; -- returns 2
INSERT INTO app.users (id, email) VALUES (:n, 'old:n');
-- differs
says yes before the step: *

-- variant of_a_key
-- since 14
-- schema
CREATE TABLE users (id bigint PRIMARY KEY, email text);
-- change
ALTER INDEX users_pkey SET TABLESPACE pg_default;
-- rows
INSERT INTO users SELECT n, 'user' || n FROM generate_series(1, 40) AS n;
-- old
SELECT email FROM users WHERE id = 2; -- returns user2
INSERT INTO users (id, email) VALUES (:n, 'old');
-- differs
says yes before the step: *

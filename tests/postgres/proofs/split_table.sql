-- variant pairs
-- schema
CREATE TABLE users (id bigint PRIMARY KEY);
CREATE TABLE cars (id bigint PRIMARY KEY, user_id bigint REFERENCES users (id), plate text);
-- change
CREATE TABLE car_users (car_id bigint REFERENCES cars (id), user_id bigint REFERENCES users (id), PRIMARY KEY (car_id, user_id));
INSERT INTO car_users SELECT id, user_id FROM cars WHERE user_id IS NOT NULL;
ALTER TABLE cars DROP COLUMN user_id;
-- rows
INSERT INTO users SELECT n FROM generate_series(1, 40) AS n;
INSERT INTO cars SELECT n, nullif(n, 7), 'p' || n FROM generate_series(1, 40) AS n;
-- old
SELECT user_id FROM cars WHERE id = 2; -- returns 2
INSERT INTO cars (id, user_id) VALUES (:n, 3);
UPDATE cars SET user_id = 4 WHERE id = :n;
INSERT INTO cars (id, user_id) VALUES (-:n, 3);
UPDATE cars SET user_id = NULL WHERE id = -:n;
-- end
SELECT user_id FROM car_users WHERE car_id = 2; -- returns 2

-- variant in_a_schema_with_an_expression
-- schema
CREATE SCHEMA app;
CREATE TABLE app."Users" (id bigint PRIMARY KEY, "Bio" text NOT NULL);
-- change
CREATE TABLE app.bios (id bigint PRIMARY KEY, bio text NOT NULL);
INSERT INTO app.bios (id, bio) SELECT u.id, lower(u."Bio") FROM app."Users" u;
ALTER TABLE app."Users" DROP COLUMN "Bio";
-- rows
INSERT INTO app."Users" SELECT n, 'BIO ' || n FROM generate_series(1, 40) AS n;
-- old
SELECT "Bio" FROM app."Users" WHERE id = 2; -- returns BIO 2
INSERT INTO app."Users" (id, "Bio") VALUES (:n, 'OLD');
UPDATE app."Users" SET "Bio" = 'OLDER' WHERE id = :n;
-- end
SELECT bio FROM app.bios WHERE id = 2; -- returns bio 2

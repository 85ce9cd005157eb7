-- label: harmless: the bulk statements concern only a table of this migration (D01)
BEGIN;
CREATE TABLE countries (code char(2) PRIMARY KEY, name text, in_union boolean);
INSERT INTO countries (code, name) VALUES ('DE', 'Germany'), ('NO', 'Norway');
UPDATE countries SET in_union = (code = 'DE');
DELETE FROM countries WHERE name IS NULL;
ALTER TABLE countries ALTER COLUMN in_union SET NOT NULL;
COMMIT;

-- label: harmless: what is dropped was created two statements before (S02)
BEGIN;
CREATE TABLE import_scratch (line_number integer, line text);
INSERT INTO import_scratch VALUES (1, 'header');
DROP TABLE import_scratch;
COMMIT;

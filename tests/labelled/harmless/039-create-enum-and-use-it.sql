-- label: harmless: a new type and a new column of it (E01)
BEGIN;
SET LOCAL lock_timeout = '2s';
CREATE TYPE delivery_window AS ENUM ('morning', 'afternoon', 'evening');
ALTER TABLE orders ADD COLUMN delivery_window delivery_window;
COMMIT;

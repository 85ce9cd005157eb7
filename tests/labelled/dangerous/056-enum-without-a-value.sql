-- label: dangerous: rebuilding the type to lose a label rewrites the table and fails on rows that hold it (E04)
BEGIN;
ALTER TYPE visit_kind RENAME TO visit_kind_old;
CREATE TYPE visit_kind AS ENUM ('first', 'follow_up');
ALTER TABLE visits ALTER COLUMN kind TYPE visit_kind USING kind::text::visit_kind;
DROP TYPE visit_kind_old;
COMMIT;

-- label: dangerous: the word COLUMN may be left out, the rename breaks code all the same (C12)
BEGIN;
SET LOCAL lock_timeout = '500ms';
alter table public.drivers rename licence_no to license_number;
COMMIT;

-- label: harmless: the same with IF NOT EXISTS, a schema and quotes (C01)
ALTER TABLE IF EXISTS "clinic"."Patients" ADD COLUMN IF NOT EXISTS "preferredName" varchar(120);

-- label: dangerous: a default that differs for each row rewrites the table (C03)
ALTER TABLE customers ADD COLUMN public_id uuid NOT NULL DEFAULT gen_random_uuid();

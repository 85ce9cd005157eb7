-- label: harmless: SET DEFAULT concerns only rows to come, volatile or not (C10)
SET lock_timeout = '2s';
ALTER TABLE customers ALTER COLUMN public_id SET DEFAULT gen_random_uuid();

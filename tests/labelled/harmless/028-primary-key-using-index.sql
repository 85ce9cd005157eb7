-- label: harmless: both columns are NOT NULL and the unique index exists (K06)
SET lock_timeout = '2s';
ALTER TABLE product_tags ADD CONSTRAINT product_tags_pkey PRIMARY KEY USING INDEX product_tags_uidx;

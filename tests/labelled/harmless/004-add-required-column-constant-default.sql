-- label: harmless: NOT NULL with a constant default reads no row, and old inserts get the default (C02)
ALTER TABLE shipments ADD COLUMN priority smallint NOT NULL DEFAULT 0;

-- label: harmless: now() is stable, so one value serves all old rows (C02)
SET lock_timeout = '2s';
ALTER TABLE parcels ADD COLUMN imported_at timestamptz NOT NULL DEFAULT now();

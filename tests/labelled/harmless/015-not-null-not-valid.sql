-- label: harmless: a NOT NULL constraint that is not validated yet reads nothing (C08)
SET lock_timeout = '2s';
ALTER TABLE deliveries ADD CONSTRAINT deliveries_driver_id_not_null NOT NULL driver_id NOT VALID;

-- label: dangerous: a CHECK that was never validated proves nothing, the table is scanned (C08)
ALTER TABLE deliveries ALTER COLUMN driver_id SET NOT NULL;

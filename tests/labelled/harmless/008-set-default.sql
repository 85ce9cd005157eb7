-- label: harmless: a new default for new rows (C10)
ALTER TABLE invoices ALTER COLUMN due_days SET DEFAULT 30;

-- label: dangerous: numbering the existing rows rewrites the table (C05)
ALTER TABLE invoices ADD COLUMN running_number bigserial;

CREATE TABLE invoices (id bigint PRIMARY KEY, paid_at timestamptz, amount numeric(12, 2) NOT NULL);
CREATE VIEW open_invoices AS SELECT id, amount FROM invoices WHERE paid_at IS NULL;

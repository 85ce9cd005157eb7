CREATE TABLE invoices (id bigint PRIMARY KEY);
CREATE TABLE payments (id bigint PRIMARY KEY, invoice_id bigint NOT NULL);
CREATE INDEX payments_invoice_id_idx ON payments (invoice_id);

-- label: dangerous: builds the index with the table closed and fails on a duplicate (K05)
ALTER TABLE customers ADD CONSTRAINT customers_email_key UNIQUE (email);

-- label: dangerous: nothing guards the references any more, both tables are locked (K03)
ALTER TABLE orders DROP CONSTRAINT orders_customer_id_fkey;

-- label: dangerous: no order can be written while the index is built (I01)
CREATE INDEX orders_customer_id_idx ON orders (customer_id);

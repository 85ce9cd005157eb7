-- Statements on rows.
-- default on orders in shop

-- case select
SELECT sum(total) FROM orders;

-- case select_for_share
SELECT id FROM orders WHERE id = 1 FOR SHARE;

-- case insert_values
INSERT INTO orders (id, customer_id) VALUES (500000, 1), (500001, 2);

-- case insert_without_required
INSERT INTO orders (id) VALUES (500000);

-- case insert_duplicate
INSERT INTO orders (id, customer_id) VALUES (1, 1);

-- case insert_orphan
INSERT INTO orders (id, customer_id) VALUES (500000, 999999);

-- case insert_ignoring_conflicts
INSERT INTO orders (id, customer_id) VALUES (1, 1) ON CONFLICT DO NOTHING;

-- case insert_from_series on invoices
INSERT INTO invoices (number, order_id) SELECT g, g FROM generate_series(10001, 12000) g;

-- case insert_from_table on drafts
INSERT INTO drafts (id, customer_id) SELECT id, id FROM customers;

-- case update_every_row
UPDATE orders SET discount = 5;

-- case update_some_rows
UPDATE orders SET discount = 5 WHERE note IS NULL;

-- case update_by_key
UPDATE orders SET discount = 5 WHERE id = 3999;

-- case update_key_range
UPDATE orders SET discount = 5 WHERE id BETWEEN 2001 AND 2200;

-- case update_joined
UPDATE orders SET note = c.full_name FROM customers c WHERE c.id = orders.customer_id;

-- case update_to_null
UPDATE orders SET customer_id = NULL WHERE id = 3;

-- case delete_every_row on invoices
DELETE FROM invoices;

-- case delete_by_key
DELETE FROM orders WHERE id = 3999;

-- case delete_some_rows
DELETE FROM orders WHERE quantity > 3900;

-- case delete_referenced on customers
DELETE FROM customers WHERE id = 10;

-- case delete_using
DELETE FROM orders USING customers c WHERE c.id = orders.customer_id AND c.points < 10;

-- case merge on invoices
MERGE INTO invoices i USING orders o ON i.order_id = o.id WHEN MATCHED THEN UPDATE SET due = o.total;

-- case copy_out
COPY (SELECT 1) TO '/dev/null';

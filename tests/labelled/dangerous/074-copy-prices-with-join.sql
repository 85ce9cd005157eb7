-- label: dangerous: one long UPDATE over a join holds its row locks to the end (D01)
UPDATE order_lines AS l
SET price_cents = p.price_cents
FROM products AS p
WHERE p.id = l.product_id;

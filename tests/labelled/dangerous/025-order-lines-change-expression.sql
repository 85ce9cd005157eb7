-- label: dangerous: a new expression computes the stored column again for every row (C06)
ALTER TABLE order_lines ALTER COLUMN total_cents SET EXPRESSION AS (quantity * price_cents - discount_cents);

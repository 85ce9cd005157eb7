-- label: harmless: a new view (O01)
CREATE VIEW open_invoices AS
SELECT id, customer_id, amount
FROM invoices
WHERE paid_at IS NULL;

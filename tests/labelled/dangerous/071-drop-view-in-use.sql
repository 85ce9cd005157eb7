-- label: dangerous: code that reads the view fails at once (O01)
DROP VIEW open_invoices;

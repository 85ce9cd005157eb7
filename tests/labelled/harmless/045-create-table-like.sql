-- label: harmless: copies the shape of a table, not its rows (S01)
CREATE TABLE orders_archive (LIKE orders INCLUDING DEFAULTS INCLUDING CONSTRAINTS);

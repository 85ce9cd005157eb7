-- label: dangerous: with a default the inline foreign key is checked for every row, both tables locked (C07)
ALTER TABLE stock_items
    ADD COLUMN warehouse_id integer DEFAULT 1 REFERENCES warehouses (id);

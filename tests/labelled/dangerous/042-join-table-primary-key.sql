-- label: dangerous: scans for NULLs and builds an index with the table closed (K06)
ALTER TABLE product_tags ADD PRIMARY KEY (product_id, tag_id);

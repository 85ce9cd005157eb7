-- label: harmless: no query names an index (K10)
ALTER INDEX orders_cust_idx RENAME TO orders_customer_id_idx;

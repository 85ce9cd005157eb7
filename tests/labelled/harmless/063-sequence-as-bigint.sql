-- label: harmless: a sequence counts further, no table is touched (O07)
CREATE SEQUENCE IF NOT EXISTS receipt_numbers AS bigint START WITH 1000;
ALTER SEQUENCE orders_id_seq AS bigint;

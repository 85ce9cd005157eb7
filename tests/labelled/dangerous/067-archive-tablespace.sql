-- label: dangerous: copies the whole table to another disk under ACCESS EXCLUSIVE (S10)
SET lock_timeout = '5s';
ALTER TABLE order_archive SET TABLESPACE cold_storage;

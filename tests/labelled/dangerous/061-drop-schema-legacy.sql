-- label: dangerous: whatever the schema holds is gone (S05)
DROP SCHEMA IF EXISTS legacy_erp CASCADE;

-- label: dangerous: the key goes, and with it the foreign key that points at it (K08)
ALTER TABLE doctors DROP CONSTRAINT doctors_pkey CASCADE;

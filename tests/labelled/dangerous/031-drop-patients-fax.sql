-- label: dangerous: the fax numbers are gone and old code that names the column fails (C11)
ALTER TABLE patients DROP COLUMN fax;

-- label: dangerous: foreign keys of other tables go silently with the two tables (S02)
DROP TABLE IF EXISTS public."Suppliers", "SupplierContacts" CASCADE;

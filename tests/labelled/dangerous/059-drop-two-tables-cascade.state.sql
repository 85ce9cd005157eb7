CREATE TABLE "Suppliers" (id bigint PRIMARY KEY, name text NOT NULL);
CREATE TABLE "SupplierContacts" (
    id bigint PRIMARY KEY,
    supplier_id bigint REFERENCES "Suppliers" (id)
);
CREATE TABLE products (id bigint PRIMARY KEY, supplier_id bigint REFERENCES "Suppliers" (id));

CREATE SCHEMA "Sales";
CREATE TABLE "Sales"."Order Items" (
    "orderItemId" bigint PRIMARY KEY,
    "itemCount" integer NOT NULL DEFAULT 1
);

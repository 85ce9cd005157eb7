-- Enums, domains, sequences, extensions.
-- default on customers in shop

-- case enum_create
CREATE TYPE tone AS ENUM ('plain', 'warm');

-- case enum_create_and_use
CREATE TYPE tone AS ENUM ('plain', 'warm');
ALTER TABLE customers ADD COLUMN tone tone DEFAULT 'warm';

-- case enum_add_value
-- setup
CREATE TYPE tone AS ENUM ('plain', 'warm');
ALTER TABLE customers ADD COLUMN tone tone DEFAULT 'plain';
-- run
ALTER TYPE tone ADD VALUE 'cold';

-- case enum_add_value_after
-- setup
CREATE TYPE tone AS ENUM ('plain', 'warm');
-- run
ALTER TYPE tone ADD VALUE 'mild' AFTER 'plain';

-- case enum_add_value_there
-- setup
CREATE TYPE tone AS ENUM ('plain', 'warm');
-- run
ALTER TYPE tone ADD VALUE 'warm';

-- case enum_add_value_there_if_not_exists
-- setup
CREATE TYPE tone AS ENUM ('plain', 'warm');
-- run
ALTER TYPE tone ADD VALUE IF NOT EXISTS 'warm';

-- case enum_add_value_and_use
-- setup
CREATE TYPE tone AS ENUM ('plain', 'warm');
ALTER TABLE customers ADD COLUMN tone tone DEFAULT 'plain';
-- run
ALTER TYPE tone ADD VALUE 'cold';
UPDATE customers SET tone = 'cold' WHERE id = 7;

-- case enum_create_add_value_and_use
CREATE TYPE tone AS ENUM ('plain', 'warm');
ALTER TYPE tone ADD VALUE 'cold';
ALTER TABLE customers ADD COLUMN tone tone DEFAULT 'cold';

-- case enum_rename_value
-- setup
CREATE TYPE tone AS ENUM ('plain', 'warm');
ALTER TABLE customers ADD COLUMN tone tone DEFAULT 'plain';
-- run
ALTER TYPE tone RENAME VALUE 'warm' TO 'hot';

-- case enum_rename_value_missing
-- setup
CREATE TYPE tone AS ENUM ('plain', 'warm');
-- run
ALTER TYPE tone RENAME VALUE 'cold' TO 'icy';

-- case enum_drop_value
-- setup
CREATE TYPE tone AS ENUM ('plain', 'warm');
-- run
ALTER TYPE tone DROP VALUE 'warm';

-- case enum_drop_unused
-- setup
CREATE TYPE tone AS ENUM ('plain', 'warm');
-- run
DROP TYPE tone;

-- case enum_drop_used
-- setup
CREATE TYPE tone AS ENUM ('plain', 'warm');
ALTER TABLE customers ADD COLUMN tone tone DEFAULT 'plain';
-- run
DROP TYPE tone;

-- case enum_drop_used_cascade
-- setup
CREATE TYPE tone AS ENUM ('plain', 'warm');
ALTER TABLE customers ADD COLUMN tone tone DEFAULT 'plain';
-- run
DROP TYPE tone CASCADE;

-- case enum_drop_missing
DROP TYPE tone;

-- case enum_rename
-- setup
CREATE TYPE tone AS ENUM ('plain', 'warm');
ALTER TABLE customers ADD COLUMN tone tone DEFAULT 'plain';
-- run
ALTER TYPE tone RENAME TO voice;

-- case composite_create
CREATE TYPE money_amount AS (cents bigint, currency char(3));

-- case domain_create
CREATE DOMAIN score AS integer CHECK (VALUE >= 0);

-- case domain_add_check
-- setup
CREATE DOMAIN score AS integer;
ALTER TABLE customers ADD COLUMN score score DEFAULT 1;
-- run
ALTER DOMAIN score ADD CONSTRAINT sane CHECK (VALUE >= 0);

-- case domain_add_check_violated
-- setup
CREATE DOMAIN score AS integer;
ALTER TABLE customers ADD COLUMN score score DEFAULT 1;
-- run
ALTER DOMAIN score ADD CONSTRAINT sane CHECK (VALUE > 1);

-- case domain_add_check_not_valid
-- setup
CREATE DOMAIN score AS integer;
ALTER TABLE customers ADD COLUMN score score DEFAULT 1;
-- run
ALTER DOMAIN score ADD CONSTRAINT sane CHECK (VALUE > 1) NOT VALID;

-- case domain_validate
-- setup
CREATE DOMAIN score AS integer;
ALTER TABLE customers ADD COLUMN score score DEFAULT 1;
ALTER DOMAIN score ADD CONSTRAINT sane CHECK (VALUE >= 0) NOT VALID;
-- run
ALTER DOMAIN score VALIDATE CONSTRAINT sane;

-- case domain_set_default
-- setup
CREATE DOMAIN score AS integer;
ALTER TABLE customers ADD COLUMN score score;
-- run
ALTER DOMAIN score SET DEFAULT 5;

-- case domain_set_not_null_violated
-- setup
CREATE DOMAIN score AS integer;
ALTER TABLE customers ADD COLUMN score score;
-- run
ALTER DOMAIN score SET NOT NULL;

-- case domain_drop_used
-- setup
CREATE DOMAIN score AS integer;
ALTER TABLE customers ADD COLUMN score score;
-- run
DROP DOMAIN score;

-- case sequence_create
CREATE SEQUENCE customer_numbers AS integer START 100;

-- case sequence_restart on customer_numbers
-- setup
CREATE SEQUENCE customer_numbers;
-- run
ALTER SEQUENCE customer_numbers RESTART WITH 1000;

-- case sequence_increment on customer_numbers
-- setup
CREATE SEQUENCE customer_numbers;
-- run
ALTER SEQUENCE customer_numbers INCREMENT BY 10;

-- case sequence_type on customer_numbers
-- setup
CREATE SEQUENCE customer_numbers AS integer;
-- run
ALTER SEQUENCE customer_numbers AS bigint;

-- case sequence_owned_by
-- setup
CREATE SEQUENCE customer_numbers;
-- run
ALTER SEQUENCE customer_numbers OWNED BY customers.points;

-- case sequence_drop on customer_numbers
-- setup
CREATE SEQUENCE customer_numbers;
-- run
DROP SEQUENCE customer_numbers;

-- case sequence_drop_used on customers_number_seq
-- setup
ALTER TABLE customers ADD COLUMN number serial;
-- run
DROP SEQUENCE customers_number_seq;

-- case extension_create
CREATE EXTENSION citext;

-- case extension_create_missing
CREATE EXTENSION nowhere;

-- case extension_if_not_exists_there
CREATE EXTENSION IF NOT EXISTS plpgsql;

-- case extension_drop_used
-- setup
CREATE EXTENSION citext;
ALTER TABLE customers ADD COLUMN nick citext;
-- run
DROP EXTENSION citext;

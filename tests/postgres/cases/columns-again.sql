-- Columns, a second look: what a change finds on the column or beside it.
-- default on customers in shop

-- case add_if_not_exists_with_check
ALTER TABLE customers ADD COLUMN IF NOT EXISTS points integer CHECK (points < 0);

-- case add_if_not_exists_volatile
ALTER TABLE customers ADD COLUMN IF NOT EXISTS token uuid DEFAULT gen_random_uuid();

-- case add_generated_stored_of_text
ALTER TABLE customers ADD COLUMN short text GENERATED ALWAYS AS (left(email, 5)) STORED;

-- case add_generated_stored_not_null
ALTER TABLE customers ADD COLUMN twice integer NOT NULL GENERATED ALWAYS AS (points * 2) STORED;

-- case add_generated_from_generated
-- setup
ALTER TABLE customers ADD COLUMN twice integer GENERATED ALWAYS AS (points * 2) STORED;
-- run
ALTER TABLE customers ADD COLUMN thrice integer GENERATED ALWAYS AS (twice + points) STORED;

-- case add_generated_of_missing_column
ALTER TABLE customers ADD COLUMN twice integer GENERATED ALWAYS AS (fax * 2) STORED;

-- case add_generated_not_immutable
ALTER TABLE customers ADD COLUMN age interval GENERATED ALWAYS AS (now() - seen) STORED;

-- case add_not_null_with_check
ALTER TABLE customers ADD COLUMN rank integer NOT NULL DEFAULT 1 CHECK (rank > 0);

-- case add_check_over_other_column
ALTER TABLE customers ADD COLUMN rank integer CHECK (rank IS NULL OR points >= 0);

-- case add_check_not_valid_beside
ALTER TABLE customers ADD COLUMN rank integer, ADD CONSTRAINT rank_there CHECK (rank > 0) NOT VALID;

-- case add_then_check_in_one
ALTER TABLE customers ADD COLUMN rank integer, ADD CONSTRAINT rank_there CHECK (rank > 0);

-- case add_then_unique_in_one
ALTER TABLE customers ADD COLUMN rank integer, ADD CONSTRAINT rank_once UNIQUE (rank);

-- case add_with_foreign_key_in_one on invoices
ALTER TABLE invoices ADD COLUMN buyer integer, ADD CONSTRAINT invoices_buyer_fk FOREIGN KEY (buyer) REFERENCES customers (id);

-- case add_references_cascade on invoices
ALTER TABLE invoices ADD COLUMN buyer integer REFERENCES customers (id) ON DELETE CASCADE;

-- case add_references_not_null on invoices
ALTER TABLE invoices ADD COLUMN buyer integer NOT NULL DEFAULT 1 REFERENCES customers (id);

-- case add_references_missing_column on invoices
ALTER TABLE invoices ADD COLUMN buyer integer REFERENCES customers (number);

-- case add_references_wrong_type on invoices
ALTER TABLE invoices ADD COLUMN buyer uuid REFERENCES customers (id);

-- case add_references_not_unique on invoices
ALTER TABLE invoices ADD COLUMN buyer text REFERENCES customers (email);

-- case add_domain_not_null_default
-- setup
CREATE DOMAIN grade AS integer NOT NULL DEFAULT 3;
-- run
ALTER TABLE customers ADD COLUMN grade grade;

-- case add_domain_over_domain
-- setup
CREATE DOMAIN whole AS integer CHECK (VALUE >= 0);
CREATE DOMAIN small AS whole;
-- run
ALTER TABLE customers ADD COLUMN amount small;

-- case add_array_of_domain
-- setup
CREATE DOMAIN whole AS integer CHECK (VALUE >= 0);
-- run
ALTER TABLE customers ADD COLUMN amounts whole[];

-- case add_composite
-- setup
CREATE TYPE point_2d AS (x integer, y integer);
-- run
ALTER TABLE customers ADD COLUMN place point_2d;

-- case add_char_constant
ALTER TABLE customers ADD COLUMN code char(3) DEFAULT 'abc';

-- case add_default_too_long
ALTER TABLE customers ADD COLUMN code varchar(2) DEFAULT 'abcdef';

-- case add_default_wrong_type
ALTER TABLE customers ADD COLUMN rank integer DEFAULT 'many';

-- case add_default_interval
ALTER TABLE customers ADD COLUMN until timestamptz DEFAULT now() + interval '30 days';

-- case add_default_date_arithmetic
ALTER TABLE customers ADD COLUMN until date DEFAULT CURRENT_DATE + 30;

-- case add_default_localtimestamp
ALTER TABLE customers ADD COLUMN since timestamp DEFAULT LOCALTIMESTAMP;

-- case add_default_transaction_timestamp
ALTER TABLE customers ADD COLUMN since timestamptz DEFAULT transaction_timestamp();

-- case add_default_session_user
ALTER TABLE customers ADD COLUMN made_by text NOT NULL DEFAULT session_user;

-- case add_default_txid
ALTER TABLE customers ADD COLUMN made_in bigint DEFAULT txid_current();

-- case add_default_setting
ALTER TABLE customers ADD COLUMN tenant text DEFAULT current_setting('app.tenant', true);

-- case add_default_setseed_like
ALTER TABLE customers ADD COLUMN token text DEFAULT md5(random()::text);

-- case add_default_array_constructor
ALTER TABLE customers ADD COLUMN labels text[] DEFAULT ARRAY['a', 'b'];

-- case add_default_jsonb_build
ALTER TABLE customers ADD COLUMN extra jsonb DEFAULT jsonb_build_object('a', 1);

-- case add_default_coalesce
ALTER TABLE customers ADD COLUMN rank integer DEFAULT COALESCE(NULL, 4);

-- case add_default_case
ALTER TABLE customers ADD COLUMN rank integer DEFAULT CASE WHEN true THEN 1 ELSE 2 END;

-- case add_default_case_volatile
ALTER TABLE customers ADD COLUMN rank double precision DEFAULT CASE WHEN random() < 0.5 THEN 1 ELSE 2 END;

-- case add_default_sql_function
-- setup
CREATE FUNCTION next_rank() RETURNS integer LANGUAGE sql AS 'SELECT 4';
-- run
ALTER TABLE customers ADD COLUMN rank integer DEFAULT next_rank();

-- case add_default_missing_function
ALTER TABLE customers ADD COLUMN rank integer DEFAULT next_rank();

-- case add_identity_with_options
ALTER TABLE customers ADD COLUMN number integer GENERATED ALWAYS AS IDENTITY (START WITH 100 INCREMENT BY 10);

-- case add_identity_second on invoices
-- setup
ALTER TABLE invoices ADD COLUMN line integer GENERATED ALWAYS AS IDENTITY;
-- run
ALTER TABLE invoices ADD COLUMN row_number bigint GENERATED BY DEFAULT AS IDENTITY;

-- case add_system_name
ALTER TABLE customers ADD COLUMN ctid integer;

-- case add_primary_key_nullable_default on invoices
ALTER TABLE invoices ADD COLUMN id integer DEFAULT 1 PRIMARY KEY;

-- case add_to_view
-- setup
CREATE VIEW directory AS SELECT id, phone FROM customers;
-- run
ALTER TABLE directory ADD COLUMN fax text;

-- case add_storage_and_compression
ALTER TABLE customers ADD COLUMN letter text COMPRESSION pglz;

-- case drop_covered on orders
-- setup
CREATE INDEX orders_note_quantity ON orders (note) INCLUDE (quantity);
-- run
ALTER TABLE orders DROP COLUMN quantity;

-- case drop_in_expression_index
-- setup
CREATE INDEX customers_lower_phone ON customers (lower(phone));
-- run
ALTER TABLE customers DROP COLUMN phone;

-- case drop_in_partial_predicate on orders
-- setup
CREATE INDEX orders_open ON orders (placed) WHERE status = 'new';
-- run
ALTER TABLE orders DROP COLUMN status;

-- case drop_unique
-- setup
ALTER TABLE customers ADD CONSTRAINT email_once UNIQUE (email);
-- run
ALTER TABLE customers DROP COLUMN email;

-- case drop_used_by_generated_cascade
-- setup
ALTER TABLE customers ADD COLUMN twice integer GENERATED ALWAYS AS (points * 2) STORED;
-- run
ALTER TABLE customers DROP COLUMN points CASCADE;

-- case drop_used_by_trigger_of
-- setup
CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER watch BEFORE UPDATE OF points ON customers FOR EACH ROW EXECUTE FUNCTION nothing();
-- run
ALTER TABLE customers DROP COLUMN points;

-- case drop_used_by_trigger_when
-- setup
CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER watch BEFORE UPDATE ON customers FOR EACH ROW WHEN (OLD.points IS DISTINCT FROM NEW.points) EXECUTE FUNCTION nothing();
-- run
ALTER TABLE customers DROP COLUMN points;

-- case drop_used_by_function
-- setup
CREATE FUNCTION sum_points() RETURNS bigint LANGUAGE sql AS 'SELECT sum(points) FROM customers';
-- run
ALTER TABLE customers DROP COLUMN points;

-- case drop_read_by_matview
-- setup
CREATE MATERIALIZED VIEW summary AS SELECT id, points FROM customers;
-- run
ALTER TABLE customers DROP COLUMN points;

-- case drop_read_by_view_star
-- setup
CREATE VIEW everything AS SELECT * FROM customers;
-- run
ALTER TABLE customers DROP COLUMN points;

-- case drop_identity_column on invoices
-- setup
ALTER TABLE invoices ADD COLUMN line integer GENERATED ALWAYS AS IDENTITY;
-- run
ALTER TABLE invoices DROP COLUMN line;

-- case drop_with_not_null_and_default
ALTER TABLE customers DROP COLUMN full_name, DROP COLUMN legacy;

-- case drop_in_two_column_check
-- setup
ALTER TABLE customers ADD CONSTRAINT sensible CHECK (points >= level);
-- run
ALTER TABLE customers DROP COLUMN level;

-- case drop_in_foreign_key_of_two
-- setup
CREATE TABLE places (a integer, b integer, PRIMARY KEY (a, b));
CREATE TABLE visits (id integer PRIMARY KEY, a integer, b integer, FOREIGN KEY (a, b) REFERENCES places);
-- run
ALTER TABLE visits DROP COLUMN b;

-- case drop_system_column
ALTER TABLE customers DROP COLUMN ctid;

-- case drop_inherited
-- setup
CREATE TABLE base (id integer, note text);
CREATE TABLE derived (extra text) INHERITS (base);
-- run
ALTER TABLE derived DROP COLUMN note;

-- case drop_from_inheritance_parent
-- setup
CREATE TABLE base (id integer, note text);
CREATE TABLE derived (extra text) INHERITS (base);
-- run
ALTER TABLE base DROP COLUMN note;

-- case rename_used_by_generated
-- setup
ALTER TABLE customers ADD COLUMN twice integer GENERATED ALWAYS AS (points * 2) STORED;
-- run
ALTER TABLE customers RENAME COLUMN points TO score;

-- case rename_in_check_and_index on orders
-- setup
ALTER TABLE orders ADD CONSTRAINT sane CHECK (quantity >= 0);
CREATE INDEX orders_quantity ON orders (quantity);
-- run
ALTER TABLE orders RENAME COLUMN quantity TO pieces;

-- case rename_referenced_key
ALTER TABLE customers RENAME COLUMN id TO customer_id;

-- case rename_twice_in_transaction
ALTER TABLE customers RENAME COLUMN points TO score;
ALTER TABLE customers RENAME COLUMN legacy TO points;

-- case rename_inherited
-- setup
CREATE TABLE base (id integer, note text);
CREATE TABLE derived (extra text) INHERITS (base);
-- run
ALTER TABLE derived RENAME COLUMN note TO remark;

-- case rename_constraint_foreign_key on orders
ALTER TABLE orders RENAME CONSTRAINT orders_customer_fk TO orders_buyer_fk;

-- case rename_constraint_missing
ALTER TABLE customers RENAME CONSTRAINT nothing TO something;

-- case rename_index_missing
ALTER INDEX customers_nothing RENAME TO customers_something;

-- case rename_index_as_table on orders
ALTER TABLE orders_status_idx RENAME TO orders_state_idx;

-- case rename_matview on summary
-- setup
CREATE MATERIALIZED VIEW summary AS SELECT id, points FROM customers;
-- run
ALTER MATERIALIZED VIEW summary RENAME TO totals;

-- case rename_view_as_table on directory
-- setup
CREATE VIEW directory AS SELECT id, phone FROM customers;
-- run
ALTER TABLE directory RENAME TO phone_book;

-- case rename_view_column on directory
-- setup
CREATE VIEW directory AS SELECT id, phone FROM customers;
-- run
ALTER VIEW directory RENAME COLUMN phone TO telephone;

-- case rename_enum_type
-- setup
CREATE TYPE mood AS ENUM ('good', 'bad');
ALTER TABLE customers ADD COLUMN mood mood DEFAULT 'good';
-- run
ALTER TYPE mood RENAME TO temper;

-- case rename_domain
-- setup
CREATE DOMAIN whole AS integer CHECK (VALUE >= 0);
-- run
ALTER DOMAIN whole RENAME TO natural_number;

-- case rename_function
-- setup
CREATE FUNCTION four() RETURNS integer LANGUAGE sql AS 'SELECT 4';
-- run
ALTER FUNCTION four() RENAME TO five;

-- case set_schema_of_referenced
-- setup
CREATE SCHEMA archive;
-- run
ALTER TABLE customers SET SCHEMA archive;

-- case set_schema_of_view on directory
-- setup
CREATE SCHEMA archive;
CREATE VIEW directory AS SELECT id, phone FROM customers;
-- run
ALTER VIEW directory SET SCHEMA archive;

-- case rename_schema_missing
ALTER SCHEMA nowhere RENAME TO somewhere;

-- case rename_partition on events_2024 in events
ALTER TABLE events_2024 RENAME TO events_old;

-- case rename_partitioned on events in events
ALTER TABLE events RENAME TO happenings;

-- case set_default_sequence
-- setup
CREATE SEQUENCE numbers;
-- run
ALTER TABLE customers ALTER COLUMN points SET DEFAULT nextval('numbers');

-- case set_default_missing_function
ALTER TABLE customers ALTER COLUMN points SET DEFAULT next_rank();

-- case set_default_of_view on directory
-- setup
CREATE VIEW directory AS SELECT id, phone FROM customers;
-- run
ALTER VIEW directory ALTER COLUMN phone SET DEFAULT 'none';

-- case set_default_on_partitioned on events in events
ALTER TABLE events ALTER COLUMN amount SET DEFAULT 3;

-- case set_default_only_parent on events in events
ALTER TABLE ONLY events ALTER COLUMN amount SET DEFAULT 3;

-- case set_default_current_column
ALTER TABLE customers ALTER COLUMN points SET DEFAULT level;

-- case drop_default_identity on invoices
-- setup
ALTER TABLE invoices ADD COLUMN line integer GENERATED ALWAYS AS IDENTITY;
-- run
ALTER TABLE invoices ALTER COLUMN line DROP DEFAULT;

-- case drop_default_of_generated
-- setup
ALTER TABLE customers ADD COLUMN twice integer GENERATED ALWAYS AS (points * 2) STORED;
-- run
ALTER TABLE customers ALTER COLUMN twice DROP DEFAULT;

-- case drop_default_none
ALTER TABLE customers ALTER COLUMN phone DROP DEFAULT;

-- case drop_default_serial
-- setup
ALTER TABLE customers ADD COLUMN number serial;
-- run
ALTER TABLE customers ALTER COLUMN number DROP DEFAULT;

-- case set_not_null_only_parent on events in events
ALTER TABLE ONLY events ALTER COLUMN kind SET NOT NULL;

-- case set_not_null_parent_proven_on_partitions on events in events
-- setup
ALTER TABLE events_2024 ADD CONSTRAINT kind_there CHECK (kind IS NOT NULL);
ALTER TABLE events_2025 ADD CONSTRAINT kind_there CHECK (kind IS NOT NULL);
-- run
ALTER TABLE events ALTER COLUMN kind SET NOT NULL;

-- case set_not_null_of_generated
-- setup
ALTER TABLE customers ADD COLUMN twice integer GENERATED ALWAYS AS (points * 2) STORED;
-- run
ALTER TABLE customers ALTER COLUMN twice SET NOT NULL;

-- case set_not_null_just_filled
UPDATE customers SET legacy = '' WHERE legacy IS NULL;
ALTER TABLE customers ALTER COLUMN legacy SET NOT NULL;

-- case set_not_null_domain_proves_nothing
-- setup
CREATE DOMAIN always AS integer NOT NULL;
ALTER TABLE customers ADD COLUMN rank always DEFAULT 1;
-- run
ALTER TABLE customers ALTER COLUMN rank SET NOT NULL;

-- case set_not_null_not_enforced_proves_nothing
-- setup
ALTER TABLE customers ADD CONSTRAINT points_there CHECK (points IS NOT NULL) NOT ENFORCED;
-- run
ALTER TABLE customers ALTER COLUMN points SET NOT NULL;

-- case drop_not_null_of_partitioned on events in events
ALTER TABLE events ALTER COLUMN account_id DROP NOT NULL;

-- case drop_not_null_key_of_partitioned on events in events
ALTER TABLE events ALTER COLUMN day DROP NOT NULL;

-- case drop_not_null_replica_identity
-- setup
ALTER TABLE customers ADD CONSTRAINT email_once UNIQUE (email);
ALTER TABLE customers REPLICA IDENTITY USING INDEX email_once;
-- run
ALTER TABLE customers ALTER COLUMN email DROP NOT NULL;

-- case not_null_constraint_by_keyword
ALTER TABLE customers ADD NOT NULL points;

-- case not_null_twice_named
-- setup
ALTER TABLE customers ADD CONSTRAINT points_there NOT NULL points;
-- run
ALTER TABLE customers ADD CONSTRAINT points_again NOT NULL points;

-- case set_statistics_and_options
ALTER TABLE customers ALTER COLUMN email SET STATISTICS 1000, ALTER COLUMN points SET (n_distinct = 100);

-- case set_compression
ALTER TABLE customers ALTER COLUMN legacy SET COMPRESSION pglz;

-- case identity_set_increment on invoices
-- setup
ALTER TABLE invoices ADD COLUMN line integer GENERATED ALWAYS AS IDENTITY;
-- run
ALTER TABLE invoices ALTER COLUMN line SET INCREMENT BY 5;

-- case identity_twice on invoices
-- setup
ALTER TABLE invoices ADD COLUMN line integer GENERATED ALWAYS AS IDENTITY;
-- run
ALTER TABLE invoices ALTER COLUMN line ADD GENERATED ALWAYS AS IDENTITY;

-- case expression_of_virtual
-- setup
ALTER TABLE customers ADD COLUMN twice integer GENERATED ALWAYS AS (points * 2) VIRTUAL;
-- run
ALTER TABLE customers ALTER COLUMN twice SET EXPRESSION AS (points * 3);

-- case drop_expression_of_virtual
-- setup
ALTER TABLE customers ADD COLUMN twice integer GENERATED ALWAYS AS (points * 2) VIRTUAL;
-- run
ALTER TABLE customers ALTER COLUMN twice DROP EXPRESSION;

-- case drop_expression_if_exists
ALTER TABLE customers ALTER COLUMN points DROP EXPRESSION IF EXISTS;

-- case set_expression_indexed
-- setup
ALTER TABLE customers ADD COLUMN twice integer GENERATED ALWAYS AS (points * 2) STORED;
CREATE INDEX customers_twice ON customers (twice);
-- run
ALTER TABLE customers ALTER COLUMN twice SET EXPRESSION AS (points * 3);

-- case set_expression_with_check
-- setup
ALTER TABLE customers ADD COLUMN twice integer GENERATED ALWAYS AS (points * 2) STORED CHECK (twice >= 0);
-- run
ALTER TABLE customers ALTER COLUMN twice SET EXPRESSION AS (points * 3);

-- case generated_virtual_of_user_type
-- setup
CREATE TYPE mood AS ENUM ('good', 'bad');
ALTER TABLE customers ADD COLUMN mood mood DEFAULT 'good';
-- run
ALTER TABLE customers ADD COLUMN mood_again mood GENERATED ALWAYS AS (mood) VIRTUAL;

-- case generated_virtual_not_null
ALTER TABLE customers ADD COLUMN twice integer NOT NULL GENERATED ALWAYS AS (points * 2) VIRTUAL;

-- case generated_virtual_unique
ALTER TABLE customers ADD COLUMN twice integer GENERATED ALWAYS AS (points * 2) VIRTUAL UNIQUE;

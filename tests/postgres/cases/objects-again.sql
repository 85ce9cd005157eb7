-- Tables, views, code, types and upkeep, a second look.
-- default on customers in shop

-- case table_with_everything
CREATE TABLE visits (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer_id integer NOT NULL REFERENCES customers (id), at timestamptz DEFAULT now(), CHECK (id > 0), UNIQUE (customer_id, at));

-- case table_like_with_indexes
CREATE TABLE customers_copy (LIKE customers INCLUDING INDEXES INCLUDING DEFAULTS);

-- case table_like_missing
CREATE TABLE customers_copy (LIKE clients);

-- case table_of_type
-- setup
CREATE TYPE shape AS (id integer, name text);
-- run
CREATE TABLE shapes OF shape (PRIMARY KEY (id));

-- case table_duplicate_column
CREATE TABLE visits (id integer, id text);

-- case table_two_primary_keys
CREATE TABLE visits (id integer PRIMARY KEY, at timestamptz PRIMARY KEY);

-- case table_unknown_type
CREATE TABLE visits (id integer PRIMARY KEY, what strange);

-- case table_self_reference
CREATE TABLE nodes (id integer PRIMARY KEY, parent_id integer REFERENCES nodes (id));

-- case table_referencing_not_unique
CREATE TABLE visits (id integer PRIMARY KEY, email varchar(120) REFERENCES customers (email));

-- case table_referencing_wrong_type
CREATE TABLE visits (id integer PRIMARY KEY, customer_id uuid REFERENCES customers (id));

-- case table_references_two on orders
CREATE TABLE visits (id integer PRIMARY KEY, customer_id integer REFERENCES customers (id), order_id bigint REFERENCES orders (id));

-- case table_missing_schema
CREATE TABLE nowhere.visits (id integer PRIMARY KEY);

-- case table_check_missing_column
CREATE TABLE visits (id integer PRIMARY KEY, CHECK (colour = 'red'));

-- case table_partitioned_key_missing
CREATE TABLE visits (id integer PRIMARY KEY, at date) PARTITION BY RANGE (at);

-- case drop_restrict_needed_by_matview on invoices
-- setup
CREATE MATERIALIZED VIEW summary AS SELECT number, due FROM invoices;
-- run
DROP TABLE invoices;

-- case drop_with_trigger on invoices
-- setup
CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER watch BEFORE UPDATE ON invoices FOR EACH ROW EXECUTE FUNCTION nothing();
-- run
DROP TABLE invoices;

-- case drop_inheritance_parent on base
-- setup
CREATE TABLE base (id integer, note text);
CREATE TABLE derived (extra text) INHERITS (base);
-- run
DROP TABLE base;

-- case drop_used_by_function_only on invoices
-- setup
CREATE FUNCTION total() RETURNS numeric LANGUAGE sql AS 'SELECT sum(due) FROM invoices';
-- run
DROP TABLE invoices;

-- case drop_row_type_in_use on invoices
-- setup
CREATE TABLE copies (id integer, of invoices);
-- run
DROP TABLE invoices;

-- case drop_sequence_owner on invoices
-- setup
CREATE SEQUENCE numbers;
ALTER TABLE invoices ALTER COLUMN number SET DEFAULT nextval('numbers');
-- run
DROP TABLE invoices;

-- case drop_view_as_matview
-- setup
CREATE VIEW directory AS SELECT id, phone FROM customers;
-- run
DROP MATERIALIZED VIEW directory;

-- case drop_table_as_view
DROP VIEW customers;

-- case drop_two_one_missing on invoices
DROP TABLE invoices, bills;

-- case truncate_missing
TRUNCATE bills;

-- case truncate_view
-- setup
CREATE VIEW directory AS SELECT id, phone FROM customers;
-- run
TRUNCATE directory;

-- case truncate_only_partitioned on events in events
TRUNCATE ONLY events;

-- case truncate_both on orders
TRUNCATE customers, orders;

-- case no_inherit on derived
-- setup
CREATE TABLE base (id integer, note text);
CREATE TABLE derived (extra text) INHERITS (base);
-- run
ALTER TABLE derived NO INHERIT base;

-- case inherit_missing_column on invoices
-- setup
CREATE TABLE base (id integer, note text);
-- run
ALTER TABLE invoices INHERIT base;

-- case view_or_replace_type_change on directory
-- setup
CREATE VIEW directory AS SELECT id, phone FROM customers;
-- run
CREATE OR REPLACE VIEW directory AS SELECT id, phone::text AS phone FROM customers;

-- case view_of_missing_table
CREATE VIEW directory AS SELECT id FROM clients;

-- case view_recursive
CREATE RECURSIVE VIEW numbers (n) AS SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 5;

-- case view_with_check
CREATE VIEW active_customers AS SELECT id, active FROM customers WHERE active WITH CHECK OPTION;

-- case view_drop_cascade_seen_from_table
-- setup
CREATE VIEW directory AS SELECT id, phone FROM customers;
CREATE VIEW short_directory AS SELECT phone FROM directory;
-- run
DROP VIEW directory CASCADE;

-- case view_owner on directory
-- setup
CREATE VIEW directory AS SELECT id, phone FROM customers;
-- run
ALTER VIEW directory OWNER TO CURRENT_USER;

-- case matview_refresh_with_no_data on summary
-- setup
CREATE MATERIALIZED VIEW summary AS SELECT id, points FROM customers;
-- run
REFRESH MATERIALIZED VIEW summary WITH NO DATA;

-- case matview_refresh_concurrently_partial_index on summary
-- setup
CREATE MATERIALIZED VIEW summary AS SELECT id, points FROM customers;
CREATE UNIQUE INDEX summary_id ON summary (id) WHERE points > 0;
-- run
REFRESH MATERIALIZED VIEW CONCURRENTLY summary;

-- case matview_refresh_view on directory
-- setup
CREATE VIEW directory AS SELECT id, phone FROM customers;
-- run
REFRESH MATERIALIZED VIEW directory;

-- case matview_drop_seen_from_table
-- setup
CREATE MATERIALIZED VIEW summary AS SELECT id, points FROM customers;
-- run
DROP MATERIALIZED VIEW summary;

-- case matview_if_not_exists_there on summary
-- setup
CREATE MATERIALIZED VIEW summary AS SELECT id, points FROM customers;
-- run
CREATE MATERIALIZED VIEW IF NOT EXISTS summary AS SELECT id FROM customers;

-- case trigger_instead_of_view on directory
-- setup
CREATE VIEW directory AS SELECT id, phone FROM customers;
CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
-- run
CREATE TRIGGER watch INSTEAD OF INSERT ON directory FOR EACH ROW EXECUTE FUNCTION nothing();

-- case trigger_taken
-- setup
CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER watch BEFORE UPDATE ON customers FOR EACH ROW EXECUTE FUNCTION nothing();
-- run
CREATE TRIGGER watch AFTER UPDATE ON customers FOR EACH ROW EXECUTE FUNCTION nothing();

-- case trigger_missing_column
-- setup
CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
-- run
CREATE TRIGGER watch BEFORE UPDATE OF colour ON customers FOR EACH ROW EXECUTE FUNCTION nothing();

-- case trigger_transition_tables
-- setup
CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
-- run
CREATE TRIGGER watch AFTER UPDATE ON customers REFERENCING NEW TABLE AS newer FOR EACH STATEMENT EXECUTE FUNCTION nothing();

-- case trigger_enable_replica
-- setup
CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER watch BEFORE UPDATE ON customers FOR EACH ROW EXECUTE FUNCTION nothing();
-- run
ALTER TABLE customers ENABLE REPLICA TRIGGER watch;

-- case trigger_disable_user
ALTER TABLE customers DISABLE TRIGGER USER;

-- case trigger_disable_missing
ALTER TABLE customers DISABLE TRIGGER watch;

-- case trigger_on_partition_drop on events_2024 in events
-- setup
CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER watch AFTER UPDATE ON events FOR EACH ROW EXECUTE FUNCTION nothing();
-- run
DROP TRIGGER watch ON events_2024;

-- case function_drop_cascade
-- setup
CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER watch BEFORE UPDATE ON customers FOR EACH ROW EXECUTE FUNCTION nothing();
-- run
DROP FUNCTION nothing() CASCADE;

-- case function_used_by_index
-- setup
CREATE FUNCTION shout(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT upper($1)';
CREATE INDEX customers_shout ON customers (shout(full_name));
-- run
DROP FUNCTION shout(text);

-- case function_used_by_check
-- setup
CREATE FUNCTION shout(text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 IS NOT NULL';
ALTER TABLE customers ADD CONSTRAINT loud CHECK (shout(email));
-- run
DROP FUNCTION shout(text);

-- case function_volatility
-- setup
CREATE FUNCTION four() RETURNS integer LANGUAGE sql AS 'SELECT 4';
-- run
ALTER FUNCTION four() IMMUTABLE;

-- case procedure_create
CREATE PROCEDURE tidy() LANGUAGE sql AS 'DELETE FROM customers WHERE id < 0';

-- case policy_taken
-- setup
CREATE POLICY own ON customers USING (id = 1);
-- run
CREATE POLICY own ON customers USING (id = 2);

-- case policy_missing_column
CREATE POLICY own ON customers USING (colour = 'red');

-- case policy_rename
-- setup
CREATE POLICY own ON customers USING (id = 1);
-- run
ALTER POLICY own ON customers RENAME TO mine;

-- case policy_drop_if_exists
DROP POLICY IF EXISTS own ON customers;

-- case row_security_disable_not_enabled
ALTER TABLE customers DISABLE ROW LEVEL SECURITY;

-- case row_security_no_force
ALTER TABLE customers NO FORCE ROW LEVEL SECURITY;

-- case row_security_partitioned on events in events
ALTER TABLE events ENABLE ROW LEVEL SECURITY;

-- case enum_add_value_before_missing
-- setup
CREATE TYPE mood AS ENUM ('good', 'bad');
-- run
ALTER TYPE mood ADD VALUE 'so' BEFORE 'fine';

-- case enum_add_value_type_missing
ALTER TYPE mood ADD VALUE 'so';

-- case enum_rename_value_taken
-- setup
CREATE TYPE mood AS ENUM ('good', 'bad');
-- run
ALTER TYPE mood RENAME VALUE 'good' TO 'bad';

-- case enum_set_schema
-- setup
CREATE SCHEMA archive;
CREATE TYPE mood AS ENUM ('good', 'bad');
ALTER TABLE customers ADD COLUMN mood mood DEFAULT 'good';
-- run
ALTER TYPE mood SET SCHEMA archive;

-- case enum_add_value_then_insert_text
-- setup
CREATE TYPE mood AS ENUM ('good', 'bad');
ALTER TABLE customers ADD COLUMN mood mood DEFAULT 'good';
-- run
ALTER TYPE mood ADD VALUE 'so';
UPDATE customers SET mood = 'bad' WHERE id = 500;

-- case enum_add_value_and_check
-- setup
CREATE TYPE mood AS ENUM ('good', 'bad');
ALTER TABLE customers ADD COLUMN mood mood DEFAULT 'good';
-- run
ALTER TYPE mood ADD VALUE 'so';
ALTER TABLE customers ADD CONSTRAINT mood_known CHECK (mood <> 'so');

-- case enum_swapped
-- setup
CREATE TYPE mood AS ENUM ('good', 'bad');
ALTER TABLE customers ADD COLUMN mood mood DEFAULT 'good';
-- run
ALTER TYPE mood RENAME TO mood_old;
CREATE TYPE mood AS ENUM ('good', 'bad', 'so');
ALTER TABLE customers ALTER COLUMN mood DROP DEFAULT, ALTER COLUMN mood TYPE mood USING mood::text::mood, ALTER COLUMN mood SET DEFAULT 'good';
DROP TYPE mood_old;

-- case composite_add_attribute
-- setup
CREATE TYPE place AS (x integer, y integer);
-- run
ALTER TYPE place ADD ATTRIBUTE z integer;

-- case composite_add_attribute_used
-- setup
CREATE TYPE place AS (x integer, y integer);
ALTER TABLE customers ADD COLUMN home place;
-- run
ALTER TYPE place ADD ATTRIBUTE z integer;

-- case composite_drop_attribute_used
-- setup
CREATE TYPE place AS (x integer, y integer);
ALTER TABLE customers ADD COLUMN home place;
-- run
ALTER TYPE place DROP ATTRIBUTE y;

-- case composite_alter_attribute_used
-- setup
CREATE TYPE place AS (x integer, y integer);
ALTER TABLE customers ADD COLUMN home place;
-- run
ALTER TYPE place ALTER ATTRIBUTE y TYPE bigint;

-- case domain_drop_default
-- setup
CREATE DOMAIN whole AS integer DEFAULT 1;
ALTER TABLE customers ADD COLUMN amount whole;
-- run
ALTER DOMAIN whole DROP DEFAULT;

-- case domain_drop_not_null
-- setup
CREATE DOMAIN whole AS integer NOT NULL DEFAULT 1;
ALTER TABLE customers ADD COLUMN amount whole;
-- run
ALTER DOMAIN whole DROP NOT NULL;

-- case domain_set_not_null
-- setup
CREATE DOMAIN whole AS integer DEFAULT 1;
ALTER TABLE customers ADD COLUMN amount whole;
-- run
ALTER DOMAIN whole SET NOT NULL;

-- case domain_add_check_unused
-- setup
CREATE DOMAIN whole AS integer;
-- run
ALTER DOMAIN whole ADD CONSTRAINT positive CHECK (VALUE >= 0);

-- case domain_drop_constraint_missing
-- setup
CREATE DOMAIN whole AS integer;
-- run
ALTER DOMAIN whole DROP CONSTRAINT positive;

-- case domain_drop_cascade
-- setup
CREATE DOMAIN whole AS integer DEFAULT 1;
ALTER TABLE customers ADD COLUMN amount whole;
-- run
DROP DOMAIN whole CASCADE;

-- case type_drop_unused_domain
-- setup
CREATE DOMAIN whole AS integer DEFAULT 1;
-- run
DROP DOMAIN whole;

-- case sequence_if_not_exists_there
-- setup
CREATE SEQUENCE numbers;
-- run
CREATE SEQUENCE IF NOT EXISTS numbers;

-- case sequence_taken
CREATE SEQUENCE invoices;

-- case sequence_owner_none on numbers
-- setup
CREATE SEQUENCE numbers OWNED BY customers.points;
-- run
ALTER SEQUENCE numbers OWNED BY NONE;

-- case sequence_drop_cascade on customers
-- setup
ALTER TABLE customers ADD COLUMN number serial;
-- run
DROP SEQUENCE customers_number_seq CASCADE;

-- case sequence_restart_missing
ALTER SEQUENCE numbers RESTART;

-- case sequence_of_identity_changed on invoices_line_seq
-- setup
ALTER TABLE invoices ADD COLUMN line integer GENERATED ALWAYS AS IDENTITY;
-- run
ALTER SEQUENCE invoices_line_seq RESTART WITH 100000;

-- case comment_on_constraint on orders
COMMENT ON CONSTRAINT orders_customer_fk ON orders IS 'buyer';

-- case comment_on_type
-- setup
CREATE TYPE mood AS ENUM ('good', 'bad');
-- run
COMMENT ON TYPE mood IS 'how they feel';

-- case grant_insert
GRANT INSERT, UPDATE ON customers TO PUBLIC;

-- case grant_on_schema
GRANT USAGE ON SCHEMA public TO PUBLIC;

-- case grant_on_sequence on orders
-- setup
CREATE SEQUENCE numbers;
-- run
GRANT USAGE ON SEQUENCE numbers TO PUBLIC;

-- case grant_on_missing
GRANT SELECT ON clients TO PUBLIC;

-- case grant_execute
-- setup
CREATE FUNCTION four() RETURNS integer LANGUAGE sql AS 'SELECT 4';
-- run
GRANT EXECUTE ON FUNCTION four() TO PUBLIC;

-- case publication_all_tables
CREATE PUBLICATION everything FOR ALL TABLES;

-- case publication_missing_table
CREATE PUBLICATION several FOR TABLE clients;

-- case publication_drop_table
-- setup
CREATE PUBLICATION several FOR TABLE customers;
-- run
ALTER PUBLICATION several DROP TABLE customers;

-- case replica_identity_index_not_unique on orders
ALTER TABLE orders REPLICA IDENTITY USING INDEX orders_status_idx;

-- case replica_identity_default
ALTER TABLE customers REPLICA IDENTITY DEFAULT;

-- case unlogged_already on invoices
-- setup
ALTER TABLE invoices SET UNLOGGED;
-- run
ALTER TABLE invoices SET UNLOGGED;

-- case logged_referencing_unlogged
ALTER TABLE customers SET LOGGED;

-- case storage_plain_of_integer
ALTER TABLE customers ALTER COLUMN points SET STORAGE EXTERNAL;

-- case statistics_missing_column
ALTER TABLE customers ALTER COLUMN colour SET STATISTICS 100;

-- case toast_option
ALTER TABLE customers SET (toast.autovacuum_enabled = false);

-- case reset_two
ALTER TABLE customers RESET (fillfactor, autovacuum_enabled);

-- case cluster_on_missing_index
ALTER TABLE customers CLUSTER ON customers_nothing;

-- case vacuum_missing
VACUUM clients;

-- case vacuum_view
-- setup
CREATE VIEW directory AS SELECT id, phone FROM customers;
-- run
VACUUM directory;

-- case analyze_partitioned on events in events
ANALYZE events;

-- case analyze_all_missing
ANALYZE clients;

-- case cluster_missing_index on orders
CLUSTER orders USING orders_nothing;

-- case cluster_by_name on orders
CLUSTER orders USING orders_placed_idx;

-- case cluster_partial_index on orders
-- setup
CREATE INDEX orders_open ON orders (placed) WHERE status = 'new';
-- run
CLUSTER orders USING orders_open;

-- case cluster_hash_index on orders
-- setup
CREATE INDEX orders_note_hash ON orders USING hash (note);
-- run
CLUSTER orders USING orders_note_hash;

-- case lock_two on orders
LOCK TABLE customers, orders IN SHARE MODE;

-- case lock_share_row_exclusive on orders
LOCK TABLE orders IN SHARE ROW EXCLUSIVE MODE;

-- case lock_view
-- setup
CREATE VIEW directory AS SELECT id, phone FROM customers;
-- run
LOCK TABLE directory IN ACCESS EXCLUSIVE MODE;

-- case lock_missing
LOCK TABLE clients;

-- case lock_nowait on orders
LOCK TABLE orders IN EXCLUSIVE MODE NOWAIT;

-- case do_block_raise
DO $$ BEGIN RAISE NOTICE 'nothing'; END $$;

-- case do_block_loop
DO $$ BEGIN UPDATE customers SET points = points + 1 WHERE id BETWEEN 10 AND 20; END $$;

-- case set_constraints on orders
SET CONSTRAINTS ALL DEFERRED;

-- case insert_missing_column
INSERT INTO customers (id, email, colour) VALUES (900002, 'x@example.org', 'red');

-- case insert_default_values on invoices
INSERT INTO invoices DEFAULT VALUES;

-- case insert_into_view on directory
-- setup
CREATE VIEW directory AS SELECT id, email FROM customers;
-- run
INSERT INTO directory (id, email) VALUES (900002, 'x@example.org');

-- case insert_returning
INSERT INTO customers (id, email) VALUES (900002, 'x@example.org') RETURNING id;

-- case insert_select_joined on drafts
INSERT INTO drafts (id, customer_id) SELECT o.id, c.id FROM orders o JOIN customers c ON c.id = o.customer_id;

-- case insert_into_generated
-- setup
ALTER TABLE customers ADD COLUMN twice integer GENERATED ALWAYS AS (points * 2) STORED;
-- run
INSERT INTO customers (id, email, twice) VALUES (900002, 'x@example.org', 3);

-- case insert_into_identity_always on invoices
-- setup
ALTER TABLE invoices ADD COLUMN line integer GENERATED ALWAYS AS IDENTITY;
-- run
INSERT INTO invoices (number, order_id, line) VALUES (1, 1, 5);

-- case insert_on_conflict_without_unique on invoices
INSERT INTO invoices (number, order_id) VALUES (1, 1) ON CONFLICT (number) DO NOTHING;

-- case insert_outside_partitions on events in events
INSERT INTO events (id, day) VALUES (1, '1999-01-01');

-- case update_missing_column
UPDATE customers SET colour = 'red';

-- case update_missing_table
UPDATE clients SET colour = 'red';

-- case update_unindexed_where
UPDATE customers SET points = 0 WHERE phone IS NOT NULL;

-- case update_in_list
UPDATE customers SET points = 0 WHERE id IN (7, 8, 9);

-- case update_with_subquery on orders
UPDATE orders SET note = 'x' WHERE customer_id IN (SELECT id FROM customers WHERE active);

-- case update_cte_batch
WITH batch AS (SELECT id FROM customers WHERE legacy IS NULL AND id > 10 ORDER BY id LIMIT 100 FOR UPDATE SKIP LOCKED) UPDATE customers SET legacy = '' FROM batch WHERE batch.id = customers.id;

-- case update_primary_key_referenced
UPDATE customers SET id = id + 100000 WHERE id = 1;

-- case update_partitioned on events in events
UPDATE events SET amount = 1 WHERE day = '2024-03-01';

-- case update_moves_between_partitions on events in events
UPDATE events SET day = day + 400 WHERE day = '2024-03-01';

-- case delete_missing_table
DELETE FROM clients;

-- case delete_limit_by_ctid on invoices
DELETE FROM invoices WHERE ctid IN (SELECT ctid FROM invoices WHERE paid LIMIT 100);

-- case delete_referenced_cascade
-- setup
ALTER TABLE orders DROP CONSTRAINT orders_customer_fk;
ALTER TABLE orders ADD CONSTRAINT orders_customer_fk FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE;
-- run
DELETE FROM customers WHERE id = 7;

-- case delete_cascade_seen_from_child on orders
-- setup
ALTER TABLE orders DROP CONSTRAINT orders_customer_fk;
ALTER TABLE orders ADD CONSTRAINT orders_customer_fk FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE;
-- run
DELETE FROM customers WHERE id = 7;

-- case delete_partitioned on events in events
DELETE FROM events WHERE day > '2025-02-01';

-- case select_joined on orders
SELECT count(*) FROM orders o JOIN customers c ON c.id = o.customer_id;

-- case select_missing_table
SELECT * FROM clients;

-- case partition_of_list on regions
-- setup
CREATE TABLE regions (id integer, country text) PARTITION BY LIST (country);
CREATE TABLE regions_de PARTITION OF regions FOR VALUES IN ('de');
-- run
CREATE TABLE regions_fr PARTITION OF regions FOR VALUES IN ('fr');

-- case partition_of_hash on buckets
-- setup
CREATE TABLE buckets (id integer) PARTITION BY HASH (id);
CREATE TABLE buckets_0 PARTITION OF buckets FOR VALUES WITH (MODULUS 2, REMAINDER 0);
-- run
CREATE TABLE buckets_1 PARTITION OF buckets FOR VALUES WITH (MODULUS 2, REMAINDER 1);

-- case attach_default on events in events
ALTER TABLE events ATTACH PARTITION events_2026 DEFAULT;

-- case attach_view on events in events
-- setup
CREATE VIEW later AS SELECT * FROM events_2026;
-- run
ALTER TABLE events ATTACH PARTITION later FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');

-- case attach_overlapping on events in events
ALTER TABLE events ATTACH PARTITION events_2026 FOR VALUES FROM ('2025-06-01') TO ('2027-01-01');

-- case attach_with_foreign_key on events in events
-- setup
ALTER TABLE events ADD CONSTRAINT events_account_fk FOREIGN KEY (account_id) REFERENCES accounts (id);
-- run
ALTER TABLE events ATTACH PARTITION events_2026 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');

-- case detach_finalize on events in events
ALTER TABLE events DETACH PARTITION events_2024 FINALIZE;

-- case detach_missing on events in events
ALTER TABLE events DETACH PARTITION events_1999;

-- case add_column_and_detach on events in events
ALTER TABLE events ADD COLUMN place text;
ALTER TABLE events DETACH PARTITION events_2024;

-- case create_extension_schema
CREATE EXTENSION hstore;

-- case drop_extension_missing
DROP EXTENSION hstore;

-- case drop_extension_if_exists_missing
DROP EXTENSION IF EXISTS hstore;

-- case drop_owned_schema_missing
DROP SCHEMA nowhere;

-- case create_schema_taken
CREATE SCHEMA public;

-- case create_schema_if_not_exists
CREATE SCHEMA IF NOT EXISTS public;

-- case alter_system
ALTER SYSTEM SET work_mem = '8MB';

-- case rule_on_table
CREATE RULE quiet AS ON DELETE TO customers DO INSTEAD NOTHING;

-- case statistics_create_expression on orders
CREATE STATISTICS orders_expr ON (lower(note)) FROM orders;

-- case statistics_target on orders
-- setup
CREATE STATISTICS orders_stats (dependencies) ON status, quantity FROM orders;
-- run
ALTER STATISTICS orders_stats SET STATISTICS 100;

-- case expand_in_one_transaction on orders
ALTER TABLE orders ADD COLUMN buyer_id bigint;
UPDATE orders SET buyer_id = customer_id;
ALTER TABLE orders ALTER COLUMN buyer_id SET NOT NULL;
CREATE INDEX orders_buyer ON orders (buyer_id);

-- case foreign_key_and_index_in_transaction on invoices
CREATE INDEX invoices_customer ON invoices (customer_id);
ALTER TABLE invoices ADD CONSTRAINT invoices_customer_fk FOREIGN KEY (customer_id) REFERENCES customers (id) NOT VALID;

-- case rename_and_recreate on invoices
ALTER TABLE invoices RENAME TO invoices_old;
CREATE TABLE invoices (LIKE invoices_old INCLUDING ALL);
INSERT INTO invoices SELECT * FROM invoices_old;

-- case drop_constraint_then_column on orders
ALTER TABLE orders DROP CONSTRAINT orders_customer_fk;
ALTER TABLE orders DROP COLUMN customer_id;

-- case alter_many_kinds on orders
ALTER TABLE orders ADD COLUMN weight_kg numeric, DROP COLUMN note, ALTER COLUMN status SET NOT NULL, ALTER COLUMN quantity SET DEFAULT 2, ADD CONSTRAINT sane CHECK (quantity >= 0) NOT VALID;

-- case set_local_then_alter on orders
SET LOCAL lock_timeout = '2s';
ALTER TABLE orders ADD COLUMN colour text;

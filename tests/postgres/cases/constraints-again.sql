-- Constraints and indexes, a second look.
-- default on orders in shop

-- case check_two_columns on invoices
ALTER TABLE invoices ADD CONSTRAINT sensible CHECK (due >= 0 AND number > 0);

-- case check_not_valid_then_drop
ALTER TABLE orders ADD CONSTRAINT sane CHECK (quantity >= 0) NOT VALID;
ALTER TABLE orders DROP CONSTRAINT sane;

-- case check_no_inherit
ALTER TABLE orders ADD CONSTRAINT sane CHECK (quantity >= 0) NO INHERIT;

-- case check_only_parent on events in events
ALTER TABLE ONLY events ADD CONSTRAINT sane CHECK (amount >= 0);

-- case check_of_a_partition on events_2024 in events
ALTER TABLE events_2024 ADD CONSTRAINT sane CHECK (amount >= 0);

-- case check_with_function on customers
-- setup
CREATE FUNCTION proper(text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 LIKE ''%@%''';
-- run
ALTER TABLE customers ADD CONSTRAINT email_proper CHECK (proper(email));

-- case check_enforced_again
-- setup
ALTER TABLE orders ADD CONSTRAINT sane CHECK (quantity >= 0) NOT ENFORCED;
-- run
ALTER TABLE orders ALTER CONSTRAINT sane ENFORCED;

-- case check_validate_not_enforced
-- setup
ALTER TABLE orders ADD CONSTRAINT sane CHECK (quantity >= 0) NOT ENFORCED;
-- run
ALTER TABLE orders VALIDATE CONSTRAINT sane;

-- case check_drop_inherited on events_2024 in events
-- setup
ALTER TABLE events ADD CONSTRAINT sane CHECK (amount >= 0);
-- run
ALTER TABLE events_2024 DROP CONSTRAINT sane;

-- case validate_two_at_once
-- setup
ALTER TABLE orders ADD CONSTRAINT sane CHECK (quantity >= 0) NOT VALID;
ALTER TABLE orders ADD CONSTRAINT cheap CHECK (total < 100000) NOT VALID;
-- run
ALTER TABLE orders VALIDATE CONSTRAINT sane, VALIDATE CONSTRAINT cheap;

-- case validate_unique
-- setup
ALTER TABLE orders ADD CONSTRAINT quantity_once UNIQUE (quantity);
-- run
ALTER TABLE orders VALIDATE CONSTRAINT quantity_once;

-- case foreign_key_two_columns on places_visited
-- setup
CREATE TABLE places (a integer, b integer, PRIMARY KEY (a, b));
INSERT INTO places SELECT g, g FROM generate_series(1, 100) g;
CREATE TABLE places_visited (id integer PRIMARY KEY, a integer, b integer);
INSERT INTO places_visited SELECT g, g, g FROM generate_series(1, 100) g;
-- run
ALTER TABLE places_visited ADD CONSTRAINT place_there FOREIGN KEY (a, b) REFERENCES places (a, b) MATCH FULL;

-- case foreign_key_implied_target on invoices
ALTER TABLE invoices ADD FOREIGN KEY (customer_id) REFERENCES customers;

-- case foreign_key_wider_type on invoices
ALTER TABLE invoices ADD CONSTRAINT invoices_order_fk FOREIGN KEY (order_id) REFERENCES customers (id) NOT VALID;

-- case foreign_key_count_differs on invoices
ALTER TABLE invoices ADD CONSTRAINT invoices_order_fk FOREIGN KEY (order_id, number) REFERENCES orders (id);

-- case foreign_key_missing_column on invoices
ALTER TABLE invoices ADD CONSTRAINT invoices_order_fk FOREIGN KEY (buyer) REFERENCES customers (id);

-- case foreign_key_missing_target_column on invoices
ALTER TABLE invoices ADD CONSTRAINT invoices_order_fk FOREIGN KEY (customer_id) REFERENCES customers (number);

-- case foreign_key_to_view on invoices
-- setup
CREATE VIEW directory AS SELECT id, phone FROM customers;
-- run
ALTER TABLE invoices ADD CONSTRAINT invoices_directory_fk FOREIGN KEY (customer_id) REFERENCES directory (id);

-- case foreign_key_to_unique_index on invoices
-- setup
CREATE UNIQUE INDEX customers_points ON customers (points);
-- run
ALTER TABLE invoices ADD CONSTRAINT invoices_points_fk FOREIGN KEY (customer_id) REFERENCES customers (points);

-- case foreign_key_to_partial_unique_index on invoices
-- setup
CREATE UNIQUE INDEX customers_points ON customers (points) WHERE active;
-- run
ALTER TABLE invoices ADD CONSTRAINT invoices_points_fk FOREIGN KEY (customer_id) REFERENCES customers (points);

-- case foreign_key_name_taken
ALTER TABLE orders ADD CONSTRAINT orders_customer_fk FOREIGN KEY (customer_id) REFERENCES customers (id);

-- case foreign_key_again_same_column
ALTER TABLE orders ADD CONSTRAINT orders_buyer_fk FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE;

-- case foreign_key_deferrable_added on invoices
ALTER TABLE invoices ADD CONSTRAINT invoices_customer_fk FOREIGN KEY (customer_id) REFERENCES customers (id) DEFERRABLE INITIALLY DEFERRED;

-- case foreign_key_not_enforced on invoices
ALTER TABLE invoices ADD CONSTRAINT invoices_customer_fk FOREIGN KEY (customer_id) REFERENCES customers (id) NOT ENFORCED;

-- case foreign_key_not_enforced_seen_from_parent on customers
ALTER TABLE invoices ADD CONSTRAINT invoices_customer_fk FOREIGN KEY (customer_id) REFERENCES customers (id) NOT ENFORCED;

-- case foreign_key_two_at_once on invoices
ALTER TABLE invoices ADD FOREIGN KEY (customer_id) REFERENCES customers (id), ADD FOREIGN KEY (order_id) REFERENCES orders (id);

-- case foreign_key_to_partitioned on notes in events
-- setup
ALTER TABLE events ADD PRIMARY KEY (id, day);
CREATE TABLE notes (id integer PRIMARY KEY, event bigint, day date);
INSERT INTO notes SELECT id, id, day FROM events WHERE id < 100;
-- run
ALTER TABLE notes ADD CONSTRAINT notes_event_fk FOREIGN KEY (event, day) REFERENCES events (id, day);

-- case foreign_key_to_partitioned_seen_from_target on events in events
-- setup
ALTER TABLE events ADD PRIMARY KEY (id, day);
CREATE TABLE notes (id integer PRIMARY KEY, event bigint, day date);
INSERT INTO notes SELECT id, id, day FROM events WHERE id < 100;
-- run
ALTER TABLE notes ADD CONSTRAINT notes_event_fk FOREIGN KEY (event, day) REFERENCES events (id, day);

-- case foreign_key_drop_if_exists_missing
ALTER TABLE orders DROP CONSTRAINT IF EXISTS orders_nothing_fk;

-- case foreign_key_validate_again
ALTER TABLE orders VALIDATE CONSTRAINT orders_customer_fk;

-- case foreign_key_temporary_target on invoices
-- setup
CREATE UNLOGGED TABLE volatile_things (id integer PRIMARY KEY);
-- run
ALTER TABLE invoices ADD CONSTRAINT invoices_things_fk FOREIGN KEY (customer_id) REFERENCES volatile_things (id) NOT VALID;

-- case unique_deferrable on invoices
ALTER TABLE invoices ADD CONSTRAINT number_once UNIQUE (number) DEFERRABLE;

-- case unique_including on invoices
ALTER TABLE invoices ADD CONSTRAINT number_once UNIQUE (number) INCLUDE (due);

-- case unique_missing_column on invoices
ALTER TABLE invoices ADD CONSTRAINT number_once UNIQUE (serial_number);

-- case unique_name_taken on customers
ALTER TABLE customers ADD CONSTRAINT customers_pkey UNIQUE (email);

-- case unique_using_expression_index on customers
-- setup
CREATE UNIQUE INDEX customers_lower_email ON customers (lower(email));
-- run
ALTER TABLE customers ADD CONSTRAINT email_once UNIQUE USING INDEX customers_lower_email;

-- case unique_using_index_of_other_table on customers
-- setup
CREATE UNIQUE INDEX invoices_number ON invoices (number);
-- run
ALTER TABLE customers ADD CONSTRAINT number_once UNIQUE USING INDEX invoices_number;

-- case unique_using_index_descending on invoices
-- setup
CREATE UNIQUE INDEX invoices_number ON invoices (number DESC);
-- run
ALTER TABLE invoices ADD CONSTRAINT number_once UNIQUE USING INDEX invoices_number;

-- case unique_using_taken_index on customers
ALTER TABLE customers ADD CONSTRAINT id_once UNIQUE USING INDEX customers_pkey;

-- case unique_drop_referenced on customers
-- setup
ALTER TABLE customers ADD CONSTRAINT points_once UNIQUE (points);
ALTER TABLE invoices ADD CONSTRAINT invoices_points_fk FOREIGN KEY (customer_id) REFERENCES customers (points);
-- run
ALTER TABLE customers DROP CONSTRAINT points_once;

-- case primary_key_two_columns on invoices
ALTER TABLE invoices ADD PRIMARY KEY (number, order_id);

-- case primary_key_two_one_nullable on invoices
ALTER TABLE invoices ADD PRIMARY KEY (number, customer_id);

-- case primary_key_partitioned on events in events
ALTER TABLE events ADD PRIMARY KEY (id, day);

-- case primary_key_partitioned_without_key on events in events
ALTER TABLE events ADD PRIMARY KEY (id);

-- case primary_key_using_partial_index on invoices
-- setup
CREATE UNIQUE INDEX invoices_number ON invoices (number) WHERE paid;
-- run
ALTER TABLE invoices ADD PRIMARY KEY USING INDEX invoices_number;

-- case primary_key_using_nulls_not_distinct_index on invoices
-- setup
CREATE UNIQUE INDEX invoices_number ON invoices (number) NULLS NOT DISTINCT;
-- run
ALTER TABLE invoices ADD PRIMARY KEY USING INDEX invoices_number;

-- case primary_key_missing_column on invoices
ALTER TABLE invoices ADD PRIMARY KEY (id);

-- case primary_key_drop_then_nullable on invoices
-- setup
ALTER TABLE invoices ADD PRIMARY KEY (number);
-- run
ALTER TABLE invoices DROP CONSTRAINT invoices_pkey;
ALTER TABLE invoices ALTER COLUMN number DROP NOT NULL;

-- case exclude_gist on bookings
-- setup
CREATE TABLE bookings (id integer PRIMARY KEY, during tsrange);
INSERT INTO bookings SELECT g, tsrange('2024-01-01'::timestamp + g * interval '1 day', '2024-01-01'::timestamp + (g + 1) * interval '1 day') FROM generate_series(1, 100) g;
-- run
ALTER TABLE bookings ADD CONSTRAINT no_overlap EXCLUDE USING gist (during WITH &&);

-- case exclude_drop on bookings
-- setup
CREATE TABLE bookings (id integer PRIMARY KEY, during tsrange, EXCLUDE USING gist (during WITH &&));
-- run
ALTER TABLE bookings DROP CONSTRAINT bookings_during_excl;

-- case alter_constraint_check
-- setup
ALTER TABLE orders ADD CONSTRAINT sane CHECK (quantity >= 0);
-- run
ALTER TABLE orders ALTER CONSTRAINT sane DEFERRABLE;

-- case alter_constraint_missing
ALTER TABLE orders ALTER CONSTRAINT nothing DEFERRABLE;

-- case alter_constraint_not_deferrable
ALTER TABLE orders ALTER CONSTRAINT orders_customer_fk NOT DEFERRABLE;

-- case alter_constraint_seen_from_parent on customers
ALTER TABLE orders ALTER CONSTRAINT orders_customer_fk DEFERRABLE;

-- case foreign_key_to_not_enforced_seen_from_parent on customers
ALTER TABLE orders ALTER CONSTRAINT orders_customer_fk NOT ENFORCED;

-- case not_null_constraint_drop_of_key on customers
ALTER TABLE customers DROP CONSTRAINT customers_id_not_null;

-- case not_null_constraint_no_inherit on customers
ALTER TABLE customers ADD CONSTRAINT points_there NOT NULL points NO INHERIT;

-- case constraints_all_at_once on invoices
ALTER TABLE invoices ADD PRIMARY KEY (number), ADD CHECK (due >= 0), ADD FOREIGN KEY (customer_id) REFERENCES customers (id);

-- case index_desc_nulls
CREATE INDEX orders_quantity ON orders (quantity DESC NULLS LAST);

-- case index_two_columns_one_missing
CREATE INDEX orders_two ON orders (quantity, colour);

-- case index_where_missing_column
CREATE INDEX orders_two ON orders (quantity) WHERE colour = 'red';

-- case index_where_volatile
CREATE INDEX orders_recent ON orders (placed) WHERE placed > now();

-- case index_collation on customers
CREATE INDEX customers_email_c ON customers (email COLLATE "C");

-- case index_operator_class on customers
CREATE INDEX customers_email_pattern ON customers (email varchar_pattern_ops);

-- case index_spgist on customers
CREATE INDEX customers_full_name ON customers USING spgist (full_name);

-- case index_gist_without_class
CREATE INDEX orders_note_gist ON orders USING gist (note);

-- case index_unknown_method
CREATE INDEX orders_note_x ON orders USING fancy (note);

-- case index_unique_hash on customers
CREATE UNIQUE INDEX customers_email_hash ON customers USING hash (email);

-- case index_hash_two_columns
CREATE INDEX orders_two_hash ON orders USING hash (quantity, note);

-- case index_tablespace_default
CREATE INDEX orders_quantity ON orders (quantity) TABLESPACE pg_default;

-- case index_with_options
CREATE INDEX orders_quantity ON orders (quantity) WITH (fillfactor = 70);

-- case index_only_plain
CREATE INDEX orders_quantity ON ONLY orders (quantity);

-- case index_concurrently_if_not_exists_there
CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_status_idx ON orders (status);

-- case index_concurrently_name_taken
CREATE INDEX CONCURRENTLY orders_status_idx ON orders (quantity);

-- case index_concurrently_missing_column
CREATE INDEX CONCURRENTLY orders_colour ON orders (colour);

-- case index_on_partition on events_2024 in events
CREATE INDEX events_2024_kind ON events_2024 (kind);

-- case index_unique_partitioned on events in events
CREATE UNIQUE INDEX events_once ON events (id, day);

-- case index_concurrently_of_partitioned_drop on events in events
-- setup
CREATE INDEX events_kind ON events (kind);
-- run
DROP INDEX CONCURRENTLY events_kind;

-- case index_attach_other_columns on events in events
-- setup
CREATE INDEX events_kind ON ONLY events (kind);
CREATE INDEX events_2024_amount ON events_2024 (amount);
-- run
ALTER INDEX events_kind ATTACH PARTITION events_2024_amount;

-- case index_drop_needed_by_foreign_key on customers
-- setup
CREATE UNIQUE INDEX customers_points ON customers (points);
ALTER TABLE invoices ADD CONSTRAINT invoices_points_fk FOREIGN KEY (customer_id) REFERENCES customers (points);
-- run
DROP INDEX customers_points;

-- case index_drop_needed_cascade on customers
-- setup
CREATE UNIQUE INDEX customers_points ON customers (points);
ALTER TABLE invoices ADD CONSTRAINT invoices_points_fk FOREIGN KEY (customer_id) REFERENCES customers (points);
-- run
DROP INDEX customers_points CASCADE;

-- case index_drop_as_table
DROP TABLE orders_status_idx;

-- case index_drop_seen_from_other on customers
DROP INDEX orders_status_idx;

-- case index_drop_concurrently_missing
DROP INDEX CONCURRENTLY orders_nothing;

-- case index_drop_concurrently_cascade
DROP INDEX CONCURRENTLY orders_status_idx CASCADE;

-- case index_reset_options
-- setup
CREATE INDEX orders_quantity ON orders (quantity) WITH (fillfactor = 70);
-- run
ALTER INDEX orders_quantity RESET (fillfactor);

-- case index_statistics
-- setup
CREATE INDEX orders_lower ON orders (lower(note));
-- run
ALTER INDEX orders_lower ALTER COLUMN 1 SET STATISTICS 500;

-- case reindex_missing
REINDEX INDEX orders_nothing;

-- case reindex_verbose
REINDEX (VERBOSE) TABLE orders;

-- case reindex_partition on events_2024 in events
-- setup
CREATE INDEX events_kind ON events (kind);
-- run
REINDEX TABLE events_2024;

-- case swap_index_by_name
-- setup
CREATE INDEX orders_status_new ON orders (status, placed);
-- run
DROP INDEX orders_status_idx;
ALTER INDEX orders_status_new RENAME TO orders_status_idx;

-- Types: what is only written down, what rewrites, what rebuilds indexes, what refuses.
-- default on orders in shop

-- case varchar_wider
ALTER TABLE orders ALTER COLUMN status TYPE varchar(60);

-- case varchar_narrower
ALTER TABLE orders ALTER COLUMN status TYPE varchar(10);

-- case varchar_too_narrow
ALTER TABLE orders ALTER COLUMN status TYPE varchar(2);

-- case varchar_unbounded
ALTER TABLE orders ALTER COLUMN status TYPE varchar;

-- case varchar_to_text
ALTER TABLE orders ALTER COLUMN status TYPE text;

-- case text_to_varchar on customers
ALTER TABLE customers ALTER COLUMN full_name TYPE varchar(200);

-- case text_to_unbounded_varchar
ALTER TABLE orders ALTER COLUMN note TYPE varchar;

-- case char_wider on customers
ALTER TABLE customers ALTER COLUMN country TYPE char(3);

-- case char_to_text on customers
ALTER TABLE customers ALTER COLUMN country TYPE text;

-- case varchar_wider_with_check
-- setup
ALTER TABLE orders ADD CONSTRAINT status_there CHECK (status <> '');
-- run
ALTER TABLE orders ALTER COLUMN status TYPE varchar(60);

-- case varchar_wider_with_check_elsewhere
-- setup
ALTER TABLE orders ADD CONSTRAINT quantity_sane CHECK (quantity > 0);
-- run
ALTER TABLE orders ALTER COLUMN status TYPE varchar(60);

-- case varchar_wider_with_partial_index
-- setup
CREATE INDEX orders_open ON orders (id) WHERE status = 'new';
-- run
ALTER TABLE orders ALTER COLUMN status TYPE varchar(60);

-- case varchar_wider_with_expression_index
-- setup
CREATE INDEX orders_status_folded ON orders (lower(status));
-- run
ALTER TABLE orders ALTER COLUMN status TYPE varchar(60);

-- case varchar_wider_read_by_view
-- setup
CREATE VIEW states AS SELECT id, status FROM orders;
-- run
ALTER TABLE orders ALTER COLUMN status TYPE varchar(60);

-- case varchar_wider_other_column_in_view
-- setup
CREATE VIEW states AS SELECT id, note FROM orders;
-- run
ALTER TABLE orders ALTER COLUMN status TYPE varchar(60);

-- case varchar_array_to_text_array
ALTER TABLE orders ALTER COLUMN tags TYPE text[];

-- case varchar_array_wider
ALTER TABLE orders ALTER COLUMN tags TYPE varchar(60)[];

-- case integer_to_bigint
ALTER TABLE orders ALTER COLUMN quantity TYPE bigint;

-- case integer_to_bigint_referencing
ALTER TABLE orders ALTER COLUMN customer_id TYPE bigint;

-- case integer_to_bigint_referenced on customers
ALTER TABLE customers ALTER COLUMN id TYPE bigint;

-- case integer_to_bigint_referencing_seen_from_parent on customers
ALTER TABLE orders ALTER COLUMN customer_id TYPE bigint;

-- case integer_to_bigint_empty on drafts
ALTER TABLE drafts ALTER COLUMN customer_id TYPE bigint;

-- case bigint_to_integer
ALTER TABLE orders ALTER COLUMN id TYPE integer;

-- case bigint_to_integer_overflow
-- setup
INSERT INTO orders (id, customer_id) VALUES (9000000000, 1);
-- run
ALTER TABLE orders ALTER COLUMN id TYPE integer;

-- case smallint_to_integer on customers
ALTER TABLE customers ALTER COLUMN level TYPE integer;

-- case integer_to_numeric
ALTER TABLE orders ALTER COLUMN quantity TYPE numeric;

-- case integer_to_text_default_stays
ALTER TABLE orders ALTER COLUMN quantity TYPE text;

-- case integer_to_boolean_without_using
ALTER TABLE orders ALTER COLUMN quantity TYPE boolean;

-- case integer_to_boolean_default_in_the_way
ALTER TABLE orders ALTER COLUMN quantity TYPE boolean USING quantity > 0;

-- case integer_to_boolean_default_dropped
ALTER TABLE orders ALTER COLUMN quantity DROP DEFAULT, ALTER COLUMN quantity TYPE boolean USING quantity > 0;

-- case text_to_integer_without_using
ALTER TABLE orders ALTER COLUMN note TYPE integer;

-- case text_to_integer_bad_rows
ALTER TABLE orders ALTER COLUMN note TYPE integer USING note::integer;

-- case text_to_integer_using
ALTER TABLE orders ALTER COLUMN note TYPE integer USING length(note);

-- case numeric_more_digits
ALTER TABLE orders ALTER COLUMN total TYPE numeric(14, 2);

-- case numeric_other_scale
ALTER TABLE orders ALTER COLUMN total TYPE numeric(14, 4);

-- case numeric_fewer_digits
ALTER TABLE orders ALTER COLUMN total TYPE numeric(6, 2);

-- case numeric_unbounded
ALTER TABLE orders ALTER COLUMN total TYPE numeric;

-- case numeric_bounded
ALTER TABLE orders ALTER COLUMN discount TYPE numeric(10, 2);

-- case numeric_to_integer
ALTER TABLE orders ALTER COLUMN total TYPE integer;

-- case numeric_to_double
ALTER TABLE orders ALTER COLUMN total TYPE double precision;

-- case real_to_double
ALTER TABLE orders ALTER COLUMN weight TYPE double precision;

-- case timestamp_more_precise
ALTER TABLE orders ALTER COLUMN placed TYPE timestamp;

-- case timestamp_less_precise
ALTER TABLE orders ALTER COLUMN placed TYPE timestamp(0);

-- case timestamptz_more_precise
ALTER TABLE orders ALTER COLUMN shipped TYPE timestamptz(6);

-- case timestamp_to_timestamptz_in_utc on customers
-- session
SET TimeZone = 'UTC';
-- run
ALTER TABLE customers ALTER COLUMN joined TYPE timestamptz;

-- case timestamp_to_timestamptz_elsewhere on customers
-- session
SET TimeZone = 'Europe/Berlin';
-- run
ALTER TABLE customers ALTER COLUMN joined TYPE timestamptz;

-- case timestamp_to_timestamptz_using on customers
-- session
SET TimeZone = 'UTC';
-- run
ALTER TABLE customers ALTER COLUMN joined TYPE timestamptz USING joined AT TIME ZONE 'UTC';

-- case timestamptz_to_timestamp_in_utc on customers
-- session
SET TimeZone = 'UTC';
-- run
ALTER TABLE customers ALTER COLUMN seen TYPE timestamp;

-- case timestamp_to_timestamptz_indexed on customers
-- setup
CREATE INDEX customers_joined ON customers (joined);
-- session
SET TimeZone = 'UTC';
-- run
ALTER TABLE customers ALTER COLUMN joined TYPE timestamptz;

-- case timestamp_to_date on customers
ALTER TABLE customers ALTER COLUMN joined TYPE date;

-- case timestamp_to_text
ALTER TABLE orders ALTER COLUMN placed DROP DEFAULT, ALTER COLUMN placed TYPE text;

-- case interval_more_precise
ALTER TABLE orders ALTER COLUMN delivery TYPE interval;

-- case interval_less_precise
ALTER TABLE orders ALTER COLUMN delivery TYPE interval(0);

-- case time_more_precise
ALTER TABLE orders ALTER COLUMN slot TYPE time;

-- case cidr_to_inet
ALTER TABLE orders ALTER COLUMN route TYPE inet;

-- case inet_to_cidr
ALTER TABLE orders ALTER COLUMN origin TYPE cidr;

-- case bits_wider
ALTER TABLE orders ALTER COLUMN flags TYPE bit varying(16);

-- case bits_unbounded
ALTER TABLE orders ALTER COLUMN flags TYPE bit varying;

-- case json_to_jsonb
ALTER TABLE orders ALTER COLUMN payload TYPE jsonb;

-- case jsonb_to_text on customers
ALTER TABLE customers ALTER COLUMN profile DROP DEFAULT, ALTER COLUMN profile TYPE text;

-- case text_to_jsonb_using
ALTER TABLE orders ALTER COLUMN note TYPE jsonb USING to_jsonb(note);

-- case varchar_to_enum_default_in_the_way
-- setup
CREATE TYPE state AS ENUM ('new', 'sent');
-- run
ALTER TABLE orders ALTER COLUMN status TYPE state USING status::state;

-- case varchar_to_enum
-- setup
CREATE TYPE state AS ENUM ('new', 'sent');
ALTER TABLE orders ALTER COLUMN status DROP DEFAULT;
-- run
ALTER TABLE orders ALTER COLUMN status TYPE state USING status::state;

-- case varchar_to_enum_without_using
-- setup
CREATE TYPE state AS ENUM ('new', 'sent');
ALTER TABLE orders ALTER COLUMN status DROP DEFAULT;
-- run
ALTER TABLE orders ALTER COLUMN status TYPE state;

-- case varchar_to_enum_unknown_label
-- setup
CREATE TYPE state AS ENUM ('open', 'sent');
ALTER TABLE orders ALTER COLUMN status DROP DEFAULT;
-- run
ALTER TABLE orders ALTER COLUMN status TYPE state USING status::state;

-- case enum_to_varchar on drafts
-- setup
CREATE TYPE state AS ENUM ('new', 'sent');
ALTER TABLE drafts ADD COLUMN state state;
-- run
ALTER TABLE drafts ALTER COLUMN state TYPE varchar(20);

-- case enum_to_enum on customers
-- setup
CREATE TYPE state AS ENUM ('new', 'sent');
CREATE TYPE state_next AS ENUM ('new', 'sent', 'lost');
ALTER TABLE customers ADD COLUMN state state DEFAULT 'new';
ALTER TABLE customers ALTER COLUMN state DROP DEFAULT;
-- run
ALTER TABLE customers ALTER COLUMN state TYPE state_next USING state::text::state_next;

-- case text_to_bytea
ALTER TABLE orders ALTER COLUMN note TYPE bytea USING convert_to(note, 'UTF8');

-- case text_to_uuid_using
ALTER TABLE orders ALTER COLUMN note TYPE uuid USING md5(note)::uuid;

-- case text_to_plain_domain
-- setup
CREATE DOMAIN remark AS text;
-- run
ALTER TABLE orders ALTER COLUMN note TYPE remark;

-- case text_to_checked_domain
-- setup
CREATE DOMAIN remark AS text CHECK (length(VALUE) < 1000);
-- run
ALTER TABLE orders ALTER COLUMN note TYPE remark;

-- case plain_domain_to_text on customers
-- setup
CREATE DOMAIN remark AS text;
ALTER TABLE customers ADD COLUMN remark remark DEFAULT 'x';
-- run
ALTER TABLE customers ALTER COLUMN remark TYPE text;

-- case same_type
ALTER TABLE orders ALTER COLUMN quantity TYPE integer;

-- case same_type_using_expression
ALTER TABLE orders ALTER COLUMN quantity TYPE integer USING quantity * 100;

-- case collation_unindexed
ALTER TABLE orders ALTER COLUMN note TYPE text COLLATE "POSIX";

-- case collation_indexed
ALTER TABLE orders ALTER COLUMN status TYPE varchar(20) COLLATE "POSIX";

-- case used_by_generated
-- setup
ALTER TABLE orders ADD COLUMN twice integer GENERATED ALWAYS AS (quantity * 2) STORED;
-- run
ALTER TABLE orders ALTER COLUMN quantity TYPE bigint;

-- case used_by_policy
-- setup
CREATE POLICY large ON orders USING (quantity > 10);
-- run
ALTER TABLE orders ALTER COLUMN quantity TYPE bigint;

-- case used_by_trigger_columns
-- setup
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER touched BEFORE UPDATE OF quantity ON orders FOR EACH ROW EXECUTE FUNCTION touch();
-- run
ALTER TABLE orders ALTER COLUMN quantity TYPE bigint;

-- case used_by_rule
-- setup
CREATE RULE quiet AS ON UPDATE TO orders WHERE NEW.quantity < 0 DO INSTEAD NOTHING;
-- run
ALTER TABLE orders ALTER COLUMN quantity TYPE bigint;

-- case partition_key on events in events
ALTER TABLE events ALTER COLUMN day TYPE timestamp;

-- case partitioned on events in events
ALTER TABLE events ALTER COLUMN amount TYPE bigint;

-- case partitioned_wider on events in events
ALTER TABLE events ALTER COLUMN kind TYPE varchar(60);

-- case two_columns
ALTER TABLE orders ALTER COLUMN quantity TYPE bigint, ALTER COLUMN total TYPE numeric(14, 2);

-- case missing_column
ALTER TABLE orders ALTER COLUMN fax TYPE text;

-- case unique_varchar_wider on customers
-- setup
ALTER TABLE customers ADD CONSTRAINT customers_email_key UNIQUE (email);
-- run
ALTER TABLE customers ALTER COLUMN email TYPE varchar(254);

-- case with_other_table_row_type
-- setup
CREATE TABLE parcels (id integer, content orders);
-- run
ALTER TABLE orders ALTER COLUMN quantity TYPE bigint;

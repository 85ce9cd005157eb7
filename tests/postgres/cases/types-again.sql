-- New types of columns, a second look.
-- default on orders in shop

-- case varchar_to_bpchar
ALTER TABLE orders ALTER COLUMN status TYPE char(20);

-- case char_to_varchar on customers
ALTER TABLE customers ALTER COLUMN country TYPE varchar(2);

-- case char_narrower on customers
ALTER TABLE customers ALTER COLUMN country TYPE char(1);

-- case char_to_text_indexed on customers
-- setup
CREATE INDEX customers_country ON customers (country);
-- run
ALTER TABLE customers ALTER COLUMN country TYPE text;

-- case text_to_name
ALTER TABLE orders ALTER COLUMN note TYPE name;

-- case text_to_varchar_unbounded_indexed
-- setup
CREATE INDEX orders_note ON orders (note);
-- run
ALTER TABLE orders ALTER COLUMN note TYPE varchar;

-- case varchar_to_text_unique on customers
-- setup
ALTER TABLE customers ADD CONSTRAINT email_once UNIQUE (email);
-- run
ALTER TABLE customers ALTER COLUMN email TYPE text;

-- case varchar_to_text_pattern_index
-- setup
CREATE INDEX orders_status_pattern ON orders (status varchar_pattern_ops);
-- run
ALTER TABLE orders ALTER COLUMN status TYPE text;

-- case varchar_to_text_with_default_and_check
-- setup
ALTER TABLE orders ADD CONSTRAINT known CHECK (status IN ('new', 'paid'));
-- run
ALTER TABLE orders ALTER COLUMN status TYPE text;

-- case varchar_narrower_indexed
ALTER TABLE orders ALTER COLUMN status TYPE varchar(10);

-- case varchar_wider_in_include
-- setup
CREATE INDEX orders_id_status ON orders (id) INCLUDE (status);
-- run
ALTER TABLE orders ALTER COLUMN status TYPE varchar(40);

-- case varchar_wider_in_where_of_other_index
-- setup
CREATE INDEX orders_open ON orders (placed) WHERE status = 'new';
-- run
ALTER TABLE orders ALTER COLUMN status TYPE varchar(40);

-- case varchar_wider_gin
-- setup
CREATE INDEX orders_tags ON orders USING gin (tags);
-- run
ALTER TABLE orders ALTER COLUMN tags TYPE varchar(60)[];

-- case varchar_wider_using_itself
ALTER TABLE orders ALTER COLUMN status TYPE varchar(40) USING status;

-- case varchar_wider_using_cast
ALTER TABLE orders ALTER COLUMN status TYPE varchar(40) USING status::varchar(40);

-- case varchar_to_text_using_lower
ALTER TABLE orders ALTER COLUMN status TYPE text USING lower(status);

-- case varchar_wider_used_by_generated on customers
-- setup
ALTER TABLE customers ADD COLUMN short text GENERATED ALWAYS AS (left(email, 5)) STORED;
-- run
ALTER TABLE customers ALTER COLUMN email TYPE varchar(200);

-- case varchar_wider_replica_identity on customers
-- setup
ALTER TABLE customers ADD CONSTRAINT email_once UNIQUE (email);
ALTER TABLE customers REPLICA IDENTITY USING INDEX email_once;
-- run
ALTER TABLE customers ALTER COLUMN email TYPE varchar(200);

-- case integer_to_bigint_primary_key on customers
-- setup
ALTER TABLE orders DROP CONSTRAINT orders_customer_fk;
-- run
ALTER TABLE customers ALTER COLUMN id TYPE bigint;

-- case integer_to_bigint_with_check
-- setup
ALTER TABLE orders ADD CONSTRAINT sane CHECK (quantity >= 0);
-- run
ALTER TABLE orders ALTER COLUMN quantity TYPE bigint;

-- case integer_to_bigint_using_itself
ALTER TABLE orders ALTER COLUMN quantity TYPE bigint USING quantity::bigint;

-- case integer_to_bigint_read_by_view
-- setup
CREATE VIEW pieces AS SELECT id, quantity FROM orders;
-- run
ALTER TABLE orders ALTER COLUMN quantity TYPE bigint;

-- case integer_to_bigint_identity on invoices
-- setup
ALTER TABLE invoices ADD COLUMN line integer GENERATED ALWAYS AS IDENTITY;
-- run
ALTER TABLE invoices ALTER COLUMN line TYPE bigint;

-- case integer_to_real
ALTER TABLE orders ALTER COLUMN quantity TYPE real;

-- case integer_to_varchar
ALTER TABLE orders ALTER COLUMN quantity TYPE varchar(20);

-- case integer_to_varchar_too_short
ALTER TABLE orders ALTER COLUMN quantity TYPE varchar(2);

-- case integer_to_numeric_overflow
ALTER TABLE orders ALTER COLUMN quantity TYPE numeric(2, 0);

-- case integer_to_uuid
ALTER TABLE orders ALTER COLUMN quantity TYPE uuid;

-- case integer_to_timestamp_using
ALTER TABLE orders ALTER COLUMN quantity DROP DEFAULT, ALTER COLUMN quantity TYPE timestamptz USING to_timestamp(quantity);

-- case integer_to_enum
-- setup
CREATE TYPE mood AS ENUM ('good', 'bad');
-- run
ALTER TABLE orders ALTER COLUMN quantity TYPE mood;

-- case bigint_to_numeric
ALTER TABLE orders ALTER COLUMN id TYPE numeric;

-- case bigint_to_text
ALTER TABLE orders ALTER COLUMN id TYPE text;

-- case smallint_to_bigint on customers
ALTER TABLE customers ALTER COLUMN level TYPE bigint;

-- case boolean_to_text on customers
ALTER TABLE customers ALTER COLUMN active TYPE text;

-- case boolean_to_integer_without_using on customers
ALTER TABLE customers ALTER COLUMN active TYPE integer;

-- case text_to_boolean_without_using
ALTER TABLE orders ALTER COLUMN note TYPE boolean;

-- case text_to_boolean_bad_rows
ALTER TABLE orders ALTER COLUMN note TYPE boolean USING note::boolean;

-- case text_to_date_bad_rows
ALTER TABLE orders ALTER COLUMN note TYPE date USING note::date;

-- case text_to_jsonb_without_using
ALTER TABLE orders ALTER COLUMN note TYPE jsonb;

-- case text_to_jsonb_bad_rows
ALTER TABLE orders ALTER COLUMN note TYPE jsonb USING note::jsonb;

-- case text_to_uuid_bad_rows
ALTER TABLE orders ALTER COLUMN note TYPE uuid USING note::uuid;

-- case text_to_array_using
ALTER TABLE orders ALTER COLUMN note TYPE text[] USING ARRAY[note];

-- case text_to_xml
ALTER TABLE orders ALTER COLUMN note TYPE xml USING note::xml;

-- case array_to_text
ALTER TABLE orders ALTER COLUMN tags TYPE text USING array_to_string(tags, ',');

-- case array_to_jsonb
ALTER TABLE orders ALTER COLUMN tags DROP DEFAULT, ALTER COLUMN tags TYPE jsonb USING to_jsonb(tags);

-- case json_to_jsonb_default
ALTER TABLE orders ALTER COLUMN payload TYPE jsonb USING payload::jsonb;

-- case jsonb_to_json on customers
ALTER TABLE customers ALTER COLUMN profile TYPE json;

-- case json_to_text
ALTER TABLE orders ALTER COLUMN payload TYPE text;

-- case real_to_numeric
ALTER TABLE orders ALTER COLUMN weight TYPE numeric;

-- case real_to_integer
ALTER TABLE orders ALTER COLUMN weight TYPE integer;

-- case numeric_same
ALTER TABLE orders ALTER COLUMN total TYPE numeric(10, 2);

-- case numeric_wider_indexed
-- setup
CREATE INDEX orders_total ON orders (total);
-- run
ALTER TABLE orders ALTER COLUMN total TYPE numeric(14, 2);

-- case numeric_to_text
ALTER TABLE orders ALTER COLUMN total TYPE text;

-- case numeric_to_bigint
ALTER TABLE orders ALTER COLUMN total TYPE bigint;

-- case numeric_fewer_digits_more_scale
ALTER TABLE orders ALTER COLUMN total TYPE numeric(10, 4);

-- case numeric_no_scale
ALTER TABLE orders ALTER COLUMN total TYPE numeric(10, 0);

-- case money_to_numeric
-- setup
ALTER TABLE orders ADD COLUMN price money DEFAULT 1;
-- run
ALTER TABLE orders ALTER COLUMN price TYPE numeric(12, 2);

-- case timestamp_to_timestamptz_new_york on customers
-- session
SET TimeZone = 'America/New_York';
-- run
ALTER TABLE customers ALTER COLUMN joined TYPE timestamptz;

-- case timestamptz_to_timestamp_elsewhere on customers
-- session
SET TimeZone = 'Asia/Tokyo';
-- run
ALTER TABLE customers ALTER COLUMN seen TYPE timestamp;

-- case timestamptz_to_timestamp_using on customers
ALTER TABLE customers ALTER COLUMN seen TYPE timestamp USING seen AT TIME ZONE 'UTC';

-- case timestamptz_to_timestamp_indexed on customers
-- setup
CREATE INDEX customers_seen ON customers (seen);
-- session
SET TimeZone = 'UTC';
-- run
ALTER TABLE customers ALTER COLUMN seen TYPE timestamp;

-- case timestamp3_to_timestamptz
-- session
SET TimeZone = 'UTC';
-- run
ALTER TABLE orders ALTER COLUMN placed TYPE timestamptz;

-- case timestamp3_to_timestamptz3
-- session
SET TimeZone = 'UTC';
-- run
ALTER TABLE orders ALTER COLUMN placed TYPE timestamptz(3);

-- case timestamptz_to_date on customers
ALTER TABLE customers ALTER COLUMN seen TYPE date;

-- case timestamp_to_time on customers
ALTER TABLE customers ALTER COLUMN joined TYPE time;

-- case timestamp_to_bigint_using on customers
ALTER TABLE customers ALTER COLUMN joined DROP DEFAULT, ALTER COLUMN joined TYPE bigint USING extract(epoch FROM joined)::bigint;

-- case timestamp_less_precise_indexed
ALTER TABLE orders ALTER COLUMN placed TYPE timestamp(0);

-- case time_to_timetz
ALTER TABLE orders ALTER COLUMN slot TYPE timetz;

-- case time_to_interval
ALTER TABLE orders ALTER COLUMN slot TYPE interval;

-- case interval_to_fields
ALTER TABLE orders ALTER COLUMN delivery TYPE interval day;

-- case interval_to_text
ALTER TABLE orders ALTER COLUMN delivery TYPE text;

-- case bits_narrower
ALTER TABLE orders ALTER COLUMN flags TYPE bit varying(4);

-- case bits_fixed
-- setup
ALTER TABLE orders ADD COLUMN mask bit(8) DEFAULT B'00000001';
-- run
ALTER TABLE orders ALTER COLUMN mask TYPE bit(16);

-- case inet_to_text
ALTER TABLE orders ALTER COLUMN origin TYPE text;

-- case cidr_to_inet_indexed
-- setup
CREATE INDEX orders_route ON orders (route);
-- run
ALTER TABLE orders ALTER COLUMN route TYPE inet;

-- case uuid_to_text on customers
-- setup
ALTER TABLE customers ADD COLUMN token uuid DEFAULT '00000000-0000-0000-0000-000000000000';
-- run
ALTER TABLE customers ALTER COLUMN token TYPE text;

-- case bytea_to_text on customers
-- setup
ALTER TABLE customers ADD COLUMN photo bytea DEFAULT '\x00';
-- run
ALTER TABLE customers ALTER COLUMN photo TYPE text;

-- case domain_wider on customers
-- setup
CREATE DOMAIN short_text AS varchar(50);
ALTER TABLE customers ADD COLUMN motto short_text DEFAULT 'x';
-- run
ALTER TABLE customers ALTER COLUMN motto TYPE varchar(100);

-- case checked_domain_to_base on customers
-- setup
CREATE DOMAIN whole AS integer CHECK (VALUE >= 0);
ALTER TABLE customers ADD COLUMN amount whole DEFAULT 1;
-- run
ALTER TABLE customers ALTER COLUMN amount TYPE integer;

-- case base_to_domain_violated on customers
-- setup
CREATE DOMAIN tiny AS integer CHECK (VALUE < 10);
-- run
ALTER TABLE customers ALTER COLUMN points TYPE tiny;

-- case enum_to_text_default on customers
-- setup
CREATE TYPE mood AS ENUM ('good', 'bad');
ALTER TABLE customers ADD COLUMN mood mood DEFAULT 'good';
-- run
ALTER TABLE customers ALTER COLUMN mood TYPE text USING mood::text;

-- case enum_to_enum_default_in_the_way on customers
-- setup
CREATE TYPE mood AS ENUM ('good', 'bad');
CREATE TYPE temper AS ENUM ('good', 'bad', 'ugly');
ALTER TABLE customers ADD COLUMN mood mood DEFAULT 'good';
-- run
ALTER TABLE customers ALTER COLUMN mood TYPE temper USING mood::text::temper;

-- case enum_to_integer on customers
-- setup
CREATE TYPE mood AS ENUM ('good', 'bad');
ALTER TABLE customers ADD COLUMN mood mood;
-- run
ALTER TABLE customers ALTER COLUMN mood TYPE integer USING 1;

-- case collation_of_key on customers
-- setup
ALTER TABLE customers ADD CONSTRAINT email_once UNIQUE (email);
-- run
ALTER TABLE customers ALTER COLUMN email TYPE varchar(120) COLLATE "C";

-- case collation_and_wider
ALTER TABLE orders ALTER COLUMN note TYPE varchar COLLATE "C";

-- case unknown_type
ALTER TABLE orders ALTER COLUMN note TYPE strange;

-- case set_data_type
ALTER TABLE orders ALTER COLUMN quantity SET DATA TYPE bigint;

-- case three_wider
ALTER TABLE orders ALTER COLUMN status TYPE varchar(40), ALTER COLUMN note TYPE varchar, ALTER COLUMN total TYPE numeric(14, 2);

-- case one_wider_one_rewritten
ALTER TABLE orders ALTER COLUMN status TYPE varchar(40), ALTER COLUMN quantity TYPE bigint;

-- case using_missing_column
ALTER TABLE orders ALTER COLUMN note TYPE text USING remark;

-- case using_other_column
ALTER TABLE orders ALTER COLUMN note TYPE text USING coalesce(note, status);

-- case of_a_partition on events_2024 in events
ALTER TABLE events_2024 ALTER COLUMN amount TYPE bigint;

-- case only_parent on events in events
ALTER TABLE ONLY events ALTER COLUMN amount TYPE bigint;

-- case inherited on base in shop
-- setup
CREATE TABLE base (id integer, note varchar(10));
CREATE TABLE derived (extra text) INHERITS (base);
INSERT INTO derived SELECT g, 'n', 'e' FROM generate_series(1, 100) g;
-- run
ALTER TABLE base ALTER COLUMN note TYPE text;

-- case of_view on directory
-- setup
CREATE VIEW directory AS SELECT id, phone FROM customers;
-- run
ALTER TABLE directory ALTER COLUMN phone TYPE text;

-- case used_by_statistics
-- setup
CREATE STATISTICS orders_stats (dependencies) ON status, quantity FROM orders;
-- run
ALTER TABLE orders ALTER COLUMN status TYPE varchar(40);

-- case type_and_not_null
ALTER TABLE orders ALTER COLUMN quantity TYPE bigint, ALTER COLUMN quantity SET NOT NULL;

-- case type_then_type_in_transaction
ALTER TABLE orders ALTER COLUMN status TYPE varchar(40);
ALTER TABLE orders ALTER COLUMN note TYPE varchar;

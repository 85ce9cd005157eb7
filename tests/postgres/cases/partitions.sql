-- Partitions.
-- default on events in events

-- case create_partitioned
CREATE TABLE logs (at date NOT NULL, line text) PARTITION BY RANGE (at);

-- case create_partition
CREATE TABLE events_2027 PARTITION OF events FOR VALUES FROM ('2027-01-01') TO ('2028-01-01');

-- case create_partition_overlapping
CREATE TABLE events_late PARTITION OF events FOR VALUES FROM ('2025-06-01') TO ('2027-01-01');

-- case create_default_partition
CREATE TABLE events_other PARTITION OF events DEFAULT;

-- case create_partition_beside_default
-- setup
CREATE TABLE events_other PARTITION OF events DEFAULT;
INSERT INTO events (id, day) SELECT g, '2030-01-01'::date + g % 30 FROM generate_series(10000, 11000) g;
-- run
CREATE TABLE events_2027 PARTITION OF events FOR VALUES FROM ('2027-01-01') TO ('2028-01-01');

-- case create_partition_rows_in_default
-- setup
CREATE TABLE events_other PARTITION OF events DEFAULT;
INSERT INTO events (id, day) VALUES (10000, '2027-05-05');
-- run
CREATE TABLE events_2027 PARTITION OF events FOR VALUES FROM ('2027-01-01') TO ('2028-01-01');

-- case attach
ALTER TABLE events ATTACH PARTITION events_2026 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');

-- case attach_seen_from_partition on events_2026
ALTER TABLE events ATTACH PARTITION events_2026 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');

-- case attach_proven
-- setup
ALTER TABLE events_2026 ADD CONSTRAINT in_2026 CHECK (day >= '2026-01-01' AND day < '2027-01-01');
-- run
ALTER TABLE events ATTACH PARTITION events_2026 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');

-- case attach_proven_seen_from_partition on events_2026
-- setup
ALTER TABLE events_2026 ADD CONSTRAINT in_2026 CHECK (day >= '2026-01-01' AND day < '2027-01-01');
-- run
ALTER TABLE events ATTACH PARTITION events_2026 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');

-- case attach_unproven_not_valid
-- setup
ALTER TABLE events_2026 ADD CONSTRAINT in_2026 CHECK (day >= '2026-01-01' AND day < '2027-01-01') NOT VALID;
-- run
ALTER TABLE events ATTACH PARTITION events_2026 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');

-- case attach_violated
ALTER TABLE events ATTACH PARTITION events_2026 FOR VALUES FROM ('2028-01-01') TO ('2029-01-01');

-- case attach_other_columns
-- setup
ALTER TABLE events_2026 ADD COLUMN extra text;
-- run
ALTER TABLE events ATTACH PARTITION events_2026 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');

-- case attach_missing_column
-- setup
ALTER TABLE events_2026 DROP COLUMN amount;
-- run
ALTER TABLE events ATTACH PARTITION events_2026 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');

-- case attach_beside_default
-- setup
CREATE TABLE events_other PARTITION OF events DEFAULT;
INSERT INTO events (id, day) SELECT g, '2030-01-01'::date + g % 30 FROM generate_series(10000, 11000) g;
-- run
ALTER TABLE events ATTACH PARTITION events_2026 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');

-- case attach_excluded_from_default
-- setup
CREATE TABLE events_other PARTITION OF events DEFAULT;
INSERT INTO events (id, day) SELECT g, '2030-01-01'::date + g % 30 FROM generate_series(10000, 11000) g;
ALTER TABLE events_other ADD CONSTRAINT not_2026 CHECK (day < '2026-01-01' OR day >= '2027-01-01');
ALTER TABLE events_2026 ADD CONSTRAINT in_2026 CHECK (day >= '2026-01-01' AND day < '2027-01-01');
-- run
ALTER TABLE events ATTACH PARTITION events_2026 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');

-- case attach_half_excluded_from_default
-- setup
CREATE TABLE events_other PARTITION OF events DEFAULT;
INSERT INTO events (id, day) SELECT g, '2030-01-01'::date + g % 30 FROM generate_series(10000, 11000) g;
ALTER TABLE events_other ADD CONSTRAINT not_2026 CHECK (day < '2026-01-01' OR day >= '2026-07-01');
ALTER TABLE events_2026 ADD CONSTRAINT in_2026 CHECK (day >= '2026-01-01' AND day < '2027-01-01');
-- run
ALTER TABLE events ATTACH PARTITION events_2026 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');

-- case attach_excluded_from_default_list on regions
-- setup
CREATE TABLE regions (id bigint NOT NULL, region text NOT NULL) PARTITION BY LIST (region);
CREATE TABLE regions_other PARTITION OF regions DEFAULT;
CREATE TABLE regions_eu (id bigint NOT NULL, region text NOT NULL);
INSERT INTO regions SELECT g, 'us' FROM generate_series(1, 2000) g;
INSERT INTO regions_eu SELECT g, 'eu' FROM generate_series(1, 2000) g;
ALTER TABLE regions_other ADD CONSTRAINT not_eu CHECK (region <> 'eu');
ALTER TABLE regions_eu ADD CONSTRAINT in_eu CHECK (region = 'eu');
-- run
ALTER TABLE regions ATTACH PARTITION regions_eu FOR VALUES IN ('eu');

-- case attach_builds_missing_index
-- setup
CREATE INDEX events_account_idx ON events (account_id);
-- run
ALTER TABLE events ATTACH PARTITION events_2026 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');

-- case attach_takes_index
-- setup
CREATE INDEX events_account_idx ON events (account_id);
CREATE INDEX events_2026_account_idx ON events_2026 (account_id);
ALTER TABLE events_2026 ADD CONSTRAINT in_2026 CHECK (day >= '2026-01-01' AND day < '2027-01-01');
-- run
ALTER TABLE events ATTACH PARTITION events_2026 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');

-- case attach_to_plain_table on accounts
ALTER TABLE accounts ATTACH PARTITION events_2026 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');

-- case detach
ALTER TABLE events DETACH PARTITION events_2024;

-- case detach_seen_from_partition on events_2024
ALTER TABLE events DETACH PARTITION events_2024;

-- case detach_concurrently
ALTER TABLE events DETACH PARTITION events_2024 CONCURRENTLY;

-- case detach_concurrently_beside_default
-- setup
CREATE TABLE events_other PARTITION OF events DEFAULT;
-- run
ALTER TABLE events DETACH PARTITION events_2024 CONCURRENTLY;

-- case detach_stranger
ALTER TABLE events DETACH PARTITION events_2026;

-- case drop_partition
DROP TABLE events_2024;

-- case drop_partition_seen_from_itself on events_2024
DROP TABLE events_2024;

-- case drop_parent
DROP TABLE events;

-- case truncate_partition on events_2024
TRUNCATE events_2024;

-- case truncate_parent
TRUNCATE events;

-- case partition_of_plain_table on accounts
CREATE TABLE accounts_1 PARTITION OF accounts FOR VALUES FROM (1) TO (10);

-- case attach_with_foreign_key
-- setup
ALTER TABLE events ADD CONSTRAINT events_account FOREIGN KEY (account_id) REFERENCES accounts (id);
-- run
ALTER TABLE events ATTACH PARTITION events_2026 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');

-- case attach_takes_foreign_key
-- setup
ALTER TABLE events ADD CONSTRAINT events_account FOREIGN KEY (account_id) REFERENCES accounts (id);
ALTER TABLE events_2026 ADD CONSTRAINT events_2026_account FOREIGN KEY (account_id) REFERENCES accounts (id);
-- run
ALTER TABLE events ATTACH PARTITION events_2026 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');

-- case attach_takes_unchecked_foreign_key
-- setup
ALTER TABLE events ADD CONSTRAINT events_account FOREIGN KEY (account_id) REFERENCES accounts (id);
ALTER TABLE events_2026 ADD CONSTRAINT events_2026_account FOREIGN KEY (account_id) REFERENCES accounts (id) NOT VALID;
-- run
ALTER TABLE events ATTACH PARTITION events_2026 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');

-- case create_partition_with_foreign_key
-- setup
ALTER TABLE events ADD CONSTRAINT events_account FOREIGN KEY (account_id) REFERENCES accounts (id);
-- run
CREATE TABLE events_2027 PARTITION OF events FOR VALUES FROM ('2027-01-01') TO ('2028-01-01');

-- case detach_with_foreign_key
-- setup
ALTER TABLE events ADD CONSTRAINT events_account FOREIGN KEY (account_id) REFERENCES accounts (id);
-- run
ALTER TABLE events DETACH PARTITION events_2024;

-- case drop_partition_with_foreign_key
-- setup
ALTER TABLE events ADD CONSTRAINT events_account FOREIGN KEY (account_id) REFERENCES accounts (id);
-- run
DROP TABLE events_2024;

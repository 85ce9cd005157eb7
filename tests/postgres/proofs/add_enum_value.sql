-- In the middle, of a type that an array, a default and an index use.
-- variant before_another
-- schema
CREATE TYPE state AS ENUM ('open', 'closed');
CREATE TABLE tickets (id bigint PRIMARY KEY, state state NOT NULL DEFAULT 'open', past state[]);
CREATE INDEX tickets_open_idx ON tickets (id) WHERE state = 'open';
CREATE VIEW open_tickets AS SELECT id FROM tickets WHERE state = 'open';
-- change
ALTER TYPE state ADD VALUE 'waiting' BEFORE 'closed';
-- rows
INSERT INTO tickets SELECT n, 'open', ARRAY['open', 'closed']::state[] FROM generate_series(1, 40) AS n;
-- old
SELECT state FROM tickets WHERE id = 2; -- returns open
INSERT INTO tickets (id) VALUES (:n);
UPDATE tickets SET state = 'closed' WHERE id = :n;
-- end
UPDATE tickets SET state = 'waiting' WHERE id = 3;
SELECT id FROM tickets WHERE state > 'open' AND state < 'closed'; -- returns 3

-- Triggers, functions, rules, policies.
-- default on orders in shop

-- case trigger_create
-- setup
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
-- run
CREATE TRIGGER touched BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch();

-- case trigger_create_with_function
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER touched BEFORE INSERT OR UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch();

-- case trigger_replace
-- setup
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER touched BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch();
-- run
CREATE OR REPLACE TRIGGER touched AFTER UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch();

-- case trigger_missing_function
CREATE TRIGGER touched BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION nowhere();

-- case trigger_constraint
-- setup
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
-- run
CREATE CONSTRAINT TRIGGER touched AFTER INSERT ON orders DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION touch();

-- case trigger_disable
-- setup
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER touched BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch();
-- run
ALTER TABLE orders DISABLE TRIGGER touched;

-- case trigger_disable_all
ALTER TABLE orders DISABLE TRIGGER ALL;

-- case trigger_enable_always
-- setup
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER touched BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch();
-- run
ALTER TABLE orders ENABLE ALWAYS TRIGGER touched;

-- case trigger_rename
-- setup
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER touched BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch();
-- run
ALTER TRIGGER touched ON orders RENAME TO orders_touched;

-- case trigger_drop
-- setup
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER touched BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch();
-- run
DROP TRIGGER touched ON orders;

-- case trigger_drop_missing
DROP TRIGGER touched ON orders;

-- case trigger_drop_if_exists_missing
DROP TRIGGER IF EXISTS touched ON orders;

-- case trigger_partitioned on events in events
-- setup
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
-- run
CREATE TRIGGER touched AFTER INSERT ON events FOR EACH ROW EXECUTE FUNCTION touch();

-- case function_create
CREATE FUNCTION answer() RETURNS integer LANGUAGE sql AS 'SELECT 42';

-- case function_replace
-- setup
CREATE FUNCTION answer() RETURNS integer LANGUAGE sql AS 'SELECT 42';
-- run
CREATE OR REPLACE FUNCTION answer() RETURNS integer LANGUAGE sql AS 'SELECT 43';

-- case function_replace_other_result
-- setup
CREATE FUNCTION answer() RETURNS integer LANGUAGE sql AS 'SELECT 42';
-- run
CREATE OR REPLACE FUNCTION answer() RETURNS text LANGUAGE sql AS $$ SELECT 'x'::text $$;

-- case function_create_again
-- setup
CREATE FUNCTION answer() RETURNS integer LANGUAGE sql AS 'SELECT 42';
-- run
CREATE FUNCTION answer() RETURNS integer LANGUAGE sql AS 'SELECT 43';

-- case function_drop
-- setup
CREATE FUNCTION answer() RETURNS integer LANGUAGE sql AS 'SELECT 42';
-- run
DROP FUNCTION answer();

-- case function_drop_used_by_trigger
-- setup
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER touched BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch();
-- run
DROP FUNCTION touch();

-- case function_drop_used_by_default
-- setup
CREATE FUNCTION answer() RETURNS integer LANGUAGE sql AS 'SELECT 42';
ALTER TABLE orders ALTER COLUMN quantity SET DEFAULT answer();
-- run
DROP FUNCTION answer();

-- case function_drop_missing
DROP FUNCTION nowhere();

-- case rule_create
CREATE RULE keep AS ON DELETE TO orders DO INSTEAD NOTHING;

-- case rule_drop
-- setup
CREATE RULE keep AS ON DELETE TO orders DO INSTEAD NOTHING;
-- run
DROP RULE keep ON orders;

-- case row_security_enable
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;

-- case row_security_force
ALTER TABLE orders FORCE ROW LEVEL SECURITY;

-- case policy_create
CREATE POLICY small ON orders FOR SELECT USING (quantity < 100);

-- case policy_create_reading_another
CREATE POLICY own ON orders USING (customer_id IN (SELECT id FROM customers WHERE active));

-- case policy_alter
-- setup
CREATE POLICY small ON orders FOR SELECT USING (quantity < 100);
-- run
ALTER POLICY small ON orders TO reporting;

-- case policy_drop
-- setup
CREATE POLICY small ON orders FOR SELECT USING (quantity < 100);
-- run
DROP POLICY small ON orders;

-- case policy_drop_missing
DROP POLICY small ON orders;

-- case policies_then_enable
CREATE POLICY small ON orders FOR SELECT USING (quantity < 100);
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;

-- case trigger_names_dropped_column on customers in shop
-- setup
CREATE FUNCTION keep_in_step() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.phone := NEW.legacy; RETURN NEW; END $$;
CREATE TRIGGER kept BEFORE INSERT OR UPDATE ON customers FOR EACH ROW EXECUTE FUNCTION keep_in_step();
-- run
ALTER TABLE customers DROP COLUMN legacy;

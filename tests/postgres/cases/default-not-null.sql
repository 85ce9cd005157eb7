-- Defaults and NOT NULL.
-- default on customers in shop

-- case set_default
ALTER TABLE customers ALTER COLUMN phone SET DEFAULT 'none';

-- case set_default_function
ALTER TABLE customers ALTER COLUMN seen SET DEFAULT clock_timestamp();

-- case set_default_null
ALTER TABLE customers ALTER COLUMN points SET DEFAULT NULL;

-- case drop_default
ALTER TABLE customers ALTER COLUMN points DROP DEFAULT;

-- case drop_default_of_required
ALTER TABLE customers ALTER COLUMN full_name DROP DEFAULT;

-- case set_default_wrong_type
ALTER TABLE customers ALTER COLUMN points SET DEFAULT 'many';

-- case set_default_missing_column
ALTER TABLE customers ALTER COLUMN fax SET DEFAULT '';

-- case set_not_null
ALTER TABLE customers ALTER COLUMN points SET NOT NULL;

-- case set_not_null_with_nulls
ALTER TABLE customers ALTER COLUMN legacy SET NOT NULL;

-- case set_not_null_on_empty on drafts
ALTER TABLE drafts ALTER COLUMN title SET NOT NULL;

-- case set_not_null_again
ALTER TABLE customers ALTER COLUMN email SET NOT NULL;

-- case set_not_null_primary_key
ALTER TABLE customers ALTER COLUMN id SET NOT NULL;

-- case set_not_null_proven
-- setup
ALTER TABLE customers ADD CONSTRAINT points_there CHECK (points IS NOT NULL);
-- run
ALTER TABLE customers ALTER COLUMN points SET NOT NULL;

-- case set_not_null_proven_by_half_of_and
-- setup
ALTER TABLE customers ADD CONSTRAINT points_there CHECK (points IS NOT NULL AND points >= 0);
-- run
ALTER TABLE customers ALTER COLUMN points SET NOT NULL;

-- case set_not_null_or_proves_nothing
-- setup
ALTER TABLE customers ADD CONSTRAINT points_there CHECK (points IS NOT NULL OR phone IS NOT NULL);
-- run
ALTER TABLE customers ALTER COLUMN points SET NOT NULL;

-- case set_not_null_range_proves_nothing
-- setup
ALTER TABLE customers ADD CONSTRAINT points_sane CHECK (points >= 0);
-- run
ALTER TABLE customers ALTER COLUMN points SET NOT NULL;

-- case set_not_null_unvalidated_proves_nothing
-- setup
ALTER TABLE customers ADD CONSTRAINT points_there CHECK (points IS NOT NULL) NOT VALID;
-- run
ALTER TABLE customers ALTER COLUMN points SET NOT NULL;

-- case set_not_null_validated_proof
-- setup
ALTER TABLE customers ADD CONSTRAINT points_there CHECK (points IS NOT NULL) NOT VALID;
ALTER TABLE customers VALIDATE CONSTRAINT points_there;
-- run
ALTER TABLE customers ALTER COLUMN points SET NOT NULL;

-- case set_not_null_then_drop_proof
-- setup
ALTER TABLE customers ADD CONSTRAINT points_there CHECK (points IS NOT NULL);
-- run
ALTER TABLE customers ALTER COLUMN points SET NOT NULL;
ALTER TABLE customers DROP CONSTRAINT points_there;

-- case set_not_null_and_drop_proof_at_once
-- setup
ALTER TABLE customers ADD CONSTRAINT points_there CHECK (points IS NOT NULL);
-- run
ALTER TABLE customers ALTER COLUMN points SET NOT NULL, DROP CONSTRAINT points_there;

-- case set_not_null_proof_for_another
-- setup
ALTER TABLE customers ADD CONSTRAINT level_there CHECK (level IS NOT NULL);
-- run
ALTER TABLE customers ALTER COLUMN points SET NOT NULL;

-- case set_not_null_two_one_proven
-- setup
ALTER TABLE customers ADD CONSTRAINT points_there CHECK (points IS NOT NULL);
-- run
ALTER TABLE customers ALTER COLUMN points SET NOT NULL, ALTER COLUMN level SET NOT NULL;

-- case set_not_null_partitioned on events in events
ALTER TABLE events ALTER COLUMN kind SET NOT NULL;

-- case set_not_null_partitioned_proven on events in events
-- setup
ALTER TABLE events ADD CONSTRAINT kind_there CHECK (kind IS NOT NULL);
-- run
ALTER TABLE events ALTER COLUMN kind SET NOT NULL;

-- case set_not_null_missing_column
ALTER TABLE customers ALTER COLUMN fax SET NOT NULL;

-- case drop_not_null
ALTER TABLE customers ALTER COLUMN email DROP NOT NULL;

-- case drop_not_null_nullable
ALTER TABLE customers ALTER COLUMN phone DROP NOT NULL;

-- case drop_not_null_primary_key
ALTER TABLE customers ALTER COLUMN id DROP NOT NULL;

-- case drop_not_null_identity
-- setup
ALTER TABLE customers ADD COLUMN number integer GENERATED ALWAYS AS IDENTITY;
-- run
ALTER TABLE customers ALTER COLUMN number DROP NOT NULL;

-- case drop_not_null_of_a_partition on events_2024 in events
ALTER TABLE events_2024 ALTER COLUMN account_id DROP NOT NULL;

-- case named_not_null
ALTER TABLE customers ADD CONSTRAINT points_set NOT NULL points;

-- case named_not_null_not_valid
ALTER TABLE customers ADD CONSTRAINT legacy_set NOT NULL legacy NOT VALID;

-- case validate_named_not_null
-- setup
ALTER TABLE customers ADD CONSTRAINT points_set NOT NULL points NOT VALID;
-- run
ALTER TABLE customers VALIDATE CONSTRAINT points_set;

-- case set_not_null_over_unvalidated_not_null
-- setup
ALTER TABLE customers ADD CONSTRAINT points_set NOT NULL points NOT VALID;
-- run
ALTER TABLE customers ALTER COLUMN points SET NOT NULL;

-- case drop_named_not_null
-- setup
ALTER TABLE customers ADD CONSTRAINT points_set NOT NULL points;
-- run
ALTER TABLE customers DROP CONSTRAINT points_set;

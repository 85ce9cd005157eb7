-- label: dangerous: a DO block does not make dropping a column less final (C11)
DO $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM information_schema.columns
        WHERE table_name = 'drivers' AND column_name = 'pager'
    ) THEN
        ALTER TABLE drivers DROP COLUMN pager;
    END IF;
END
$$;

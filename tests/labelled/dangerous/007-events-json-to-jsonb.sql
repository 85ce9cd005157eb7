-- label: dangerous: rewrites the whole event log and drops duplicate keys (T07)
ALTER TABLE tracking_events ALTER COLUMN payload TYPE jsonb USING payload::jsonb;

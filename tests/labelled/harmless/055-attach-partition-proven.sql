-- label: harmless: a validated CHECK proves the bound, so no row is read (P02)
SET lock_timeout = '2s';
ALTER TABLE tracking_events ATTACH PARTITION tracking_events_2025_q2
    FOR VALUES FROM ('2025-04-01') TO ('2025-07-01');

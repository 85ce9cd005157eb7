-- label: dangerous: the new partition is read under ACCESS EXCLUSIVE to prove its bound (P02)
ALTER TABLE tracking_events ATTACH PARTITION tracking_events_2025_q1
    FOR VALUES FROM ('2025-01-01') TO ('2025-04-01');

-- label: dangerous: USING ... AT TIME ZONE rewrites every row (T08)
ALTER TABLE shipments
    ALTER COLUMN dispatched_at TYPE timestamp with time zone
    USING dispatched_at AT TIME ZONE 'Europe/Berlin';

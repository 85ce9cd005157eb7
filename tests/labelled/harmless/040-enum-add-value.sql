-- label: harmless: a new label locks no table and concerns no row (E02)
ALTER TYPE order_status ADD VALUE IF NOT EXISTS 'returned' AFTER 'delivered';

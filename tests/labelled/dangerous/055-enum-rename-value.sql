-- label: dangerous: old code writes and compares a label that no longer exists (E03)
ALTER TYPE order_status RENAME VALUE 'canceled' TO 'cancelled';

-- label: dangerous: the time of day is lost in a rewrite (T05)
ALTER TABLE appointments ALTER COLUMN scheduled_for TYPE date;

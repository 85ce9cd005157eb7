-- label: harmless: a column at the end changes nothing for those who name theirs (O01)
CREATE OR REPLACE VIEW daily_visits AS
SELECT doctor_id, starts_at, room FROM visits;

-- label: dangerous: deletes years of entries for good in one statement (D03)
DELETE FROM audit_entries WHERE created_at < now() - interval '2 years';

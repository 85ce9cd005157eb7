-- label: dangerous: a domain with a constraint rewrites the table even without a default (C07)
ALTER TABLE contacts ADD COLUMN work_email email_address;

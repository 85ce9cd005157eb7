-- label: dangerous: text to enum rewrites and fails on a label it does not know (T09)
CREATE TYPE ticket_status AS ENUM ('open', 'waiting', 'closed');
ALTER TABLE tickets
    ALTER COLUMN status DROP DEFAULT,
    ALTER COLUMN status TYPE ticket_status USING status::ticket_status,
    ALTER COLUMN status SET DEFAULT 'open';

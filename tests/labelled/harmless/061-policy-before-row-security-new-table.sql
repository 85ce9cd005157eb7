-- label: harmless: the table is new and its policy is there before row security is on (O05)
BEGIN;
CREATE TABLE messages (id bigint PRIMARY KEY, owner_name name NOT NULL, body text);
CREATE POLICY own_messages ON messages USING (owner_name = current_user);
ALTER TABLE messages ENABLE ROW LEVEL SECURITY;
COMMIT;

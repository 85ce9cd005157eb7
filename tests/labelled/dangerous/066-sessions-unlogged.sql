-- label: dangerous: copies the table, and a crash empties it from now on (S10)
ALTER TABLE checkout_sessions SET UNLOGGED;

-- label: dangerous: empties the table under ACCESS EXCLUSIVE, and nothing brings the carts back (S09)
TRUNCATE carts;

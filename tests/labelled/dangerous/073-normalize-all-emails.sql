-- label: dangerous: overwrites every row in one statement, the old spelling is lost (D01)
UPDATE customers SET email = lower(trim(email));

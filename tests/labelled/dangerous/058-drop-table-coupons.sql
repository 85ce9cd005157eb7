-- label: dangerous: a table and all of its rows, without a word about a backup (S02)
DROP TABLE coupons;

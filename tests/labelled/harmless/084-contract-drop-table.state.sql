CREATE TABLE coupons (id bigint PRIMARY KEY, code text NOT NULL);
CREATE TABLE vouchers (id bigint PRIMARY KEY, code text NOT NULL);

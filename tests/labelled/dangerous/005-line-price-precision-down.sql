-- label: dangerous: numeric with fewer digits is a rewrite that can overflow (T02)
alter table order_lines alter unit_price type numeric(6,2);

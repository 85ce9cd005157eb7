-- label: dangerous: sorts the whole table into a new file under ACCESS EXCLUSIVE (I06)
CLUSTER orders USING orders_placed_at_idx;

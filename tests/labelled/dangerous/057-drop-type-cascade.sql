-- label: dangerous: CASCADE removes every column of the type together with its data (E05)
DROP TYPE IF EXISTS loyalty_tier CASCADE;

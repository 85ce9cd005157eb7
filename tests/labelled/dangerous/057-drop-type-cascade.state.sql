CREATE TYPE loyalty_tier AS ENUM ('bronze', 'silver', 'gold');
CREATE TABLE customers (id bigint PRIMARY KEY, tier loyalty_tier);

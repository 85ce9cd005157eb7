CREATE TABLE delivery_routes (id bigint PRIMARY KEY, name text NOT NULL);
CREATE TABLE route_stops (
    id bigint PRIMARY KEY,
    route_id bigint NOT NULL REFERENCES delivery_routes (id)
);

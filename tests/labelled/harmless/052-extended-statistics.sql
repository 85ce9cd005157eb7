-- label: harmless: CREATE STATISTICS blocks neither reads nor writes (S11)
CREATE STATISTICS addresses_city_zip (dependencies, ndistinct) ON city, postal_code FROM addresses;

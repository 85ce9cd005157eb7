-- label: dangerous: the children's rows go too, though nobody named them (S09)
TRUNCATE TABLE delivery_routes RESTART IDENTITY CASCADE;

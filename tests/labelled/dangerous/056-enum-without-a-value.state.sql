CREATE TYPE visit_kind AS ENUM ('first', 'follow_up', 'house_call');
CREATE TABLE visits (id bigint PRIMARY KEY, kind visit_kind NOT NULL);

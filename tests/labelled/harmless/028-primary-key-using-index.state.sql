CREATE TABLE product_tags (
    product_id bigint NOT NULL,
    tag_id bigint NOT NULL
);
CREATE UNIQUE INDEX product_tags_uidx ON product_tags (product_id, tag_id);

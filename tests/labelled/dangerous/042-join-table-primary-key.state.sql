CREATE TABLE product_tags (
    product_id bigint,
    tag_id bigint
);

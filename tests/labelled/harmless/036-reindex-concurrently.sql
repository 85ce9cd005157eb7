-- label: harmless: a new index takes the old one's place while work goes on (I04)
REINDEX INDEX CONCURRENTLY products_title_idx;

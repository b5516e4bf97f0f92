-- What the other four databases hold, with the types they have through the gateway.
CREATE SCHEMA shop;
CREATE TABLE shop.articles (
    id integer PRIMARY KEY, title varchar(60) NOT NULL, price numeric(8,2), stocked date,
    added timestamp, weight double precision
);
CREATE TABLE shop.lines (
    order_id bigint NOT NULL, pos smallint NOT NULL, article integer NOT NULL
        REFERENCES shop.articles, amount integer, PRIMARY KEY (order_id, pos)
);
CREATE INDEX lines_article_fkey ON shop.lines (article);
CREATE SCHEMA depot;
CREATE TABLE depot.goods (
    id integer PRIMARY KEY, title varchar(60) NOT NULL, price numeric(8,2), stocked date,
    added timestamp, weight double precision
);
CREATE TABLE depot.parts (
    good integer NOT NULL REFERENCES depot.goods, pos smallint NOT NULL, label varchar(20),
    PRIMARY KEY (good, pos)
);
CREATE SCHEMA docs;
CREATE TABLE docs.reviews (
    _id bigint PRIMARY KEY, article bigint, stars bigint, words text, written timestamptz,
    score double precision, _doc jsonb NOT NULL
);
CREATE SCHEMA kv;
CREATE TABLE kv.stock (article integer PRIMARY KEY, amount integer, place text);
COMMENT ON COLUMN docs.reviews._doc IS 'The whole document as extended JSON';

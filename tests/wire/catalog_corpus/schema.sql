-- What the source holds in schema public, and the oracle in schema crm: only what the catalog
-- of a source knows (no sequences, checks, triggers), so that both must answer alike.
CREATE TABLE customers (
    id bigint PRIMARY KEY,
    name varchar(20) NOT NULL,
    email text,
    credit numeric(10,2),
    born date,
    seen timestamptz,
    tags text[],
    extra jsonb,
    code character(3)
);
CREATE TABLE orders (
    customer bigint NOT NULL REFERENCES customers,
    number integer NOT NULL,
    paid boolean,
    rate double precision,
    note text,
    PRIMARY KEY (customer, number)
);
CREATE TABLE lines (
    id uuid PRIMARY KEY,
    customer bigint,
    number integer,
    amount numeric,
    CONSTRAINT lines_order FOREIGN KEY (customer, number) REFERENCES orders (customer, number)
);
CREATE TABLE "Odd Name" ("Some Column" integer, "select" smallint);
CREATE VIEW rich AS SELECT id, name FROM customers WHERE credit > 100;
CREATE MATERIALIZED VIEW totals AS SELECT customer, count(*) AS orders FROM orders GROUP BY 1;
CREATE INDEX customers_name ON customers (name);
CREATE UNIQUE INDEX customers_email ON customers (email);
CREATE INDEX orders_paid ON orders (paid, rate);
COMMENT ON TABLE customers IS 'who buys';
COMMENT ON COLUMN customers.name IS 'as on the passport';

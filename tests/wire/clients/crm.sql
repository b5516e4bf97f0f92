-- What PostgreSQL holds: the source "crm" of the gateway, schema "crm" of the twin.
CREATE TABLE customers (
    id bigint PRIMARY KEY, name varchar(40) NOT NULL, credit numeric(10,2) DEFAULT 0, born date,
    active boolean, tags text[], extra jsonb, token uuid, seen timestamptz, woken time,
    placed timestamp, rate double precision, share real, photo bytea, span interval, small smallint
);
CREATE TABLE orders (
    id bigint PRIMARY KEY, customer bigint NOT NULL REFERENCES customers ON DELETE CASCADE,
    total numeric(12,2) CONSTRAINT worth CHECK (total > 0 OR total IS NULL), placed timestamp
);
CREATE UNIQUE INDEX customers_token ON customers (token);
CREATE INDEX orders_customer ON orders (customer, placed);
COMMENT ON TABLE customers IS 'who buys';
COMMENT ON COLUMN customers.credit IS 'in euros';
CREATE VIEW rich AS SELECT id, name, credit FROM customers WHERE credit > 10;
CREATE TABLE numbers (n integer PRIMARY KEY, label text NOT NULL, CONSTRAINT named UNIQUE (label));
CREATE VIEW forever AS SELECT pg_sleep(60)::text AS slept;
INSERT INTO customers VALUES
    (1, 'Ann', 12.50, '1990-01-02', true, '{a,"b c"}', '{"k": [1, null]}',
     '00000000-0000-0000-0000-000000000001', '2026-07-01 12:30:00.25+02', '07:15:00',
     '2026-07-01 12:30:00', 0.1, 1.5, '\x00ff', '1 mon 2 days 03:04:05', 7),
    (2, 'Łukasz', NULL, NULL, false, '{}', '"text"',
     '00000000-0000-0000-0000-000000000002', '1999-12-31 23:59:59Z', NULL,
     '0044-03-15 00:00:00', 1e300, -0.25, '', '-00:00:01', -32768),
    (3, 'O''Brien "x" \ , ;', -0.01, '0001-01-01', NULL, NULL, NULL, NULL, NULL, '23:59:59.999999',
     NULL, 'NaN', 'Infinity', NULL, NULL, NULL);
INSERT INTO orders
    SELECT n, 1 + n % 3, n * 10.25, timestamp '2026-01-01' + n * interval '1 hour'
    FROM generate_series(1, 20) AS n;
INSERT INTO numbers SELECT n, 'number ' || n FROM generate_series(1, 5000) AS n;

-- first rows with ties
SELECT id, day FROM orders ORDER BY day FETCH FIRST 3 ROWS WITH TIES;
-- first rows with ties after an offset
SELECT status FROM orders ORDER BY status OFFSET 2 FETCH FIRST 2 ROWS WITH TIES;
-- ties of groups
SELECT status, count(*) FROM orders GROUP BY status ORDER BY count(*) DESC FETCH FIRST 1 ROW WITH TIES;
-- a row as json
SELECT row_to_json(c) FROM customers c;
-- a row and its count
SELECT count(c), count(c.credit) FROM customers c;
-- rows gathered
SELECT customer_id, json_agg(o ORDER BY o.id) FROM orders o WHERE customer_id < 3 GROUP BY customer_id;
-- a row beside its columns
SELECT c.id, to_jsonb(c) - 'credit' FROM customers c WHERE id > 3;
-- rows of a derived table
SELECT row_to_json(r) FROM (SELECT city, count(*) AS n FROM customers GROUP BY city) r;
-- rows of an outer join [refused]
SELECT o.id, row_to_json(c) FROM orders o LEFT JOIN customers c ON c.id = o.customer_id;
-- a row itself
SELECT c FROM (SELECT id, name FROM customers WHERE id < 3) c;
-- distinct rows
SELECT DISTINCT c FROM (SELECT city, credit FROM customers) c;
-- a row that is null
SELECT c.id, c IS NULL, c IS NOT NULL FROM customers c;

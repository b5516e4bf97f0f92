-- key of a group that holds a query or spreads, or a row beside a query 1
select case when exists (select 1 from orders o where o.customer_id = c.id) then 'y' else 'n' end as k, count(*) from customers c group by 1;
-- key of a group that holds a query or spreads, or a row beside a query 2
select case when exists (select 1 from orders o where o.customer_id = c.id) then 'y' else 'n' end as k, count(*) from customers c group by k order by k;
-- key of a group that holds a query or spreads, or a row beside a query 3
select case when exists (select 1 from orders o where o.customer_id = c.id) then 'y' else 'n' end as k, count(*) from customers c group by case when exists (select 1 from orders o where o.customer_id = c.id) then 'y' else 'n' end order by case when exists (select 1 from orders o where o.customer_id = c.id) then 'y' else 'n' end desc;
-- key of a group that holds a query or spreads, or a row beside a query 4
select (select count(*) from orders o where o.customer_id = c.id) as n, count(*), min(c.name) from customers c where c.id > 1 group by 1 having (select count(*) from orders o where o.customer_id = c.id) < 3 order by n;
-- key of a group that holds a query or spreads, or a row beside a query 5
select (select count(*) from orders o where o.customer_id = c.id) + 1 as n, count(*) from customers c group by (select count(*) from orders o where o.customer_id = c.id);
-- key of a group that holds a query or spreads, or a row beside a query 6
select c.id in (select customer_id from orders) as has, c.city is null, count(*), sum(credit) from customers c group by 1, 2;
-- key of a group that holds a query or spreads, or a row beside a query 7
select (select max(day) from orders) - day as age, count(*) from orders group by 1 order by 1;
-- key of a group that holds a query or spreads, or a row beside a query 8
select (select 1), count(*) from orders group by 1;
-- key of a group that holds a query or spreads, or a row beside a query 9
select (select 1) group by 1;
-- key of a group that holds a query or spreads, or a row beside a query 10
select (select max(total) from orders) as m, status, count(*) from orders group by rollup (1, 2);
-- key of a group that holds a query or spreads, or a row beside a query 11
select upper((select c.city from customers c where c.id = o.customer_id)) as city, sum(total) from orders o group by 1 order by 2 desc nulls last, 1;
-- key of a group that holds a query or spreads, or a row beside a query 12
select distinct (select c.city from customers c where c.id = o.customer_id) as city from orders o;
-- key of a group that holds a query or spreads, or a row beside a query 13
select unnest(string_to_array(name, ' ')) as w, count(*) from customers group by 1 order by 1;
-- key of a group that holds a query or spreads, or a row beside a query 14
select unnest(string_to_array(name, ' ')) as w, count(*) from customers group by w having count(*) > 1;
-- key of a group that holds a query or spreads, or a row beside a query 15
select count(*), unnest(string_to_array(name, ' ')) from customers group by unnest(string_to_array(name, ' ')) order by unnest(string_to_array(name, ' '));
-- key of a group that holds a query or spreads, or a row beside a query 16
select lower(unnest(string_to_array(name, ' '))) as w, count(*), min(id) from customers group by 1;
-- key of a group that holds a query or spreads, or a row beside a query 17
select upper(w), count(*) from (select unnest(string_to_array(name, ' ')) as w from customers) t group by 1;
-- key of a group that holds a query or spreads, or a row beside a query 18
select unnest(array[id, referrer]) u, unnest(array[id, referrer]) v, unnest(array[id]) w from customers where id < 3;
-- key of a group that holds a query or spreads, or a row beside a query 19
select c.id from customers c where row(c.id, c.credit) = (select o.customer_id, o.total from orders o where o.id = 100);
-- key of a group that holds a query or spreads, or a row beside a query 20
select 1 where (1, 2) = (select 1);
-- key of a group that holds a query or spreads, or a row beside a query 21
select 1 where (1, 2) = (select 1, 2, 3);
-- key of a group that holds a query or spreads, or a row beside a query 22
select 1 where (1, 2) = (select 1, 2 where false);
-- key of a group that holds a query or spreads, or a row beside a query 23
select (c).* from customers c where id = 2;
-- numeric of a list of another form
select order_id from items where price in (select greatest(o.total, 0.5) from orders o) or (price, order_id) in (select greatest(o.total, 0.5), o.id from orders o);
-- a bare subquery as condition
select id from customers where (select bool_or(total > 50) from orders o where o.customer_id = customers.id) and id > 0;
-- output called as a column, sorted in another form
select -price as price, order_id, line from items order by price desc limit 3;
-- sub-select that aggregates beside a filter
select s.id from (select id, (select count(*) from scores) as n from orders) s where s.id > 105;
-- lateral join on a subquery
select o.id, l.n from orders o left join lateral (select count(*) n from items i where i.order_id = o.id) l on l.n in (select customer_id from orders);
-- any of an array beside a subquery
select id, (select count(*) from scores) = any (array[6, id]) from orders;
-- distinct beside constants
select distinct greatest(price, 1.5), false as no from items;
-- min of a case with a number in it
select c.id from customers c where coalesce(c.id, 4)::text = any (select distinct coalesce(customer_id, 4)::text from orders);
-- records of a column
select o.id, t.* from orders o, jsonb_to_recordset(jsonb_build_array(jsonb_build_object('a', o.id, 'b', o.status))) as t (a bigint, b text) where o.id < 106;
-- records with a filter and groups
select t.b, count(*), sum(t.a) from orders o left join lateral jsonb_to_record(jsonb_build_object('a', o.total, 'b', o.status)) as t (a numeric, b text) on true where t.a > 5 group by t.b;
-- order by a constant expression
select not true as o1, id from orders order by o1, id limit 3;
-- having that looks at aggregates several times
select status, count(*) from orders group by status having nullif(count(date_trunc('day', placed)), 0) > 1 and round(avg(total) * 1.0000001 + 0.00001, 2) > 2 order by status;
-- having by a text key
select o.status, count(*) from orders o group by o.status having o.status > 'a' or o.status is null;
-- having by a date key
select o.day, count(*) from orders o group by o.day having o.day > '2024-01-01';
-- having by a computed key
select o.customer_id + 1 as x, count(*) from orders o group by o.customer_id + 1 having o.customer_id + 1 > 2;
-- having by a plain key and a decimal
select o.customer_id, count(*) from orders o group by o.customer_id, o.total having o.customer_id is null or o.total > 1;

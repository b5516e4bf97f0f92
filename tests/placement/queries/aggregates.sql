-- count star and count column
select count(*), count(name), count(credit), count(distinct credit) from customers;
-- sum, avg, min, max of decimals
select sum(credit), avg(credit), min(credit), max(credit) from customers;
-- sum and avg of integers
select sum(quantity), avg(quantity), min(quantity), max(quantity) from items;
-- aggregates over nothing
select count(*), sum(amount), avg(amount), min(label), max(id) from nothing;
-- group by over nothing
select label, count(*) from nothing group by label;
-- group by text
select status, count(*), sum(total) from orders group by status;
-- group by with NULL group
select customer_id, count(*) from events group by customer_id;
-- group by expression
select length(status), count(*) from orders group by length(status);
-- group by position and alias
select status as s, count(*) from orders group by 1 order by s nulls first;
-- having
select customer_id, count(*) as n from orders group by customer_id having count(*) > 1;
-- having without group
select sum(total) from orders having count(*) > 5;
-- having that is false
select sum(total) from orders having count(*) > 500;
-- min and max of text are by bytes
select min(name), max(name), min(city), max(city) from customers;
-- min and max of dates
select min(born), max(born), min(placed), max(day) from customers, orders;
-- count distinct text
select count(distinct status), count(distinct customer_id) from orders;
-- sum distinct
select sum(distinct total) from orders;
-- filter clause
select count(*) filter (where status = 'paid'), sum(total) filter (where total > 5) from orders;
-- aggregate over an expression
select sum(quantity * price), avg(quantity * price) from items;
-- group over a join
select c.city, count(o.id), sum(o.total) from customers c left join orders o on o.customer_id = c.id group by c.city;
-- group by several columns of one side
select c.id, c.name, c.city, count(o.id) from customers c left join orders o on o.customer_id = c.id group by c.id, c.name, c.city;
-- group over three stores
select p.label, sum(i.quantity), count(distinct o.customer_id) from products p join items i on i.sku = p.sku join orders o on o.id = i.order_id group by p.label;
-- grouping sets
select status, day, count(*), grouping(status, day) from orders group by grouping sets ((status), (day), ());
-- rollup
select customer_id, status, sum(total) from orders group by rollup (customer_id, status);
-- cube
select customer_id, status, count(*) from orders group by cube (customer_id, status);
-- string_agg with order
select customer_id, string_agg(status, ',' order by id) from orders group by customer_id;
-- array_agg with order
select customer_id, array_agg(id order by id desc) from orders group by customer_id;
-- bool_and and bool_or
select bool_and(total > 0), bool_or(total > 100) from orders;
-- stddev and variance
select stddev(quantity), variance(quantity), stddev_pop(quantity), var_pop(price) from items;
-- percentile_disc
select percentile_disc(0.5) within group (order by total), percentile_disc(0.25) within group (order by status) from orders;
-- mode [refused]
select mode() within group (order by status) from orders cross join scores;
-- percentile_cont
select percentile_cont(0.5) within group (order by value) from events where value < 1000;
-- avg of floats
select avg(score), sum(score), count(score) from scores;
-- distinct
select distinct status from orders;
-- distinct over several columns
select distinct customer_id, total, status from orders;
-- distinct on
select distinct on (customer_id) customer_id, id, placed from orders order by customer_id, placed desc nulls last, id desc;
-- distinct with order and limit
select distinct city from customers order by city nulls first limit 4;
-- aggregate of a subquery
select avg(n) from (select customer_id, count(*) as n from orders group by customer_id) t;
-- nested expression of aggregates
select sum(total) / count(*), round(avg(total), 2), max(total) - min(total) from orders;
-- integer division of aggregates
select sum(quantity) / count(*) from items;
-- count in order by
select status from orders group by status order by count(*) desc, status nulls last;
-- group by date part
select extract(year from day), count(*) from orders group by extract(year from day);
-- group by date_trunc
select date_trunc('month', placed), count(*), sum(total) from orders group by 1 order by 1 nulls last;
-- regr_count
select regr_count(quantity, price), regr_count(price, quantity) from items;

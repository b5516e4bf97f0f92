-- limit that is computed
select id from orders order by id limit 2 + 1 offset 3 - 2;
-- limit by a subquery
select id from orders order by id limit (select count(*) from scores) offset 1 + 1;
-- limit by a subquery over a union
select id from orders union all select id from customers order by id desc limit (select count(*) from scores) - 2 offset (select 1);
-- computed limit inside in
select c.id from customers c where id in (select customer_id from orders order by id limit (select count(*) / 2 from orders));
-- computed limit in a derived table
select count(*) from (select id from orders limit (select 3)) t;
-- computed offset beside a constant limit
select id from orders order by id limit 2 offset (select 3);
-- computed limit of groups
select status, count(*) from orders group by status order by status limit (select count(distinct status) from orders) - 2;
-- negative limit of a subquery
select id from orders order by id limit (select -1);
-- group by distinct sets
select customer_id, status, count(*) from orders group by distinct rollup (customer_id, status), cube (status, customer_id);
-- group by all sets
select customer_id, status, count(*) from orders group by all rollup (customer_id), rollup (status);
-- window copied from one without frame
select id, count(*) over (w rows 1 preceding) from orders window w as (partition by status order by id);
-- window copied from one with a frame
select count(*) over (w rows 1 preceding) from orders window w as (order by id rows 2 preceding);
-- frame that is none
select sum(id) over (order by id rows between current row and 1 preceding) from orders;
-- negative frame
select sum(id) over (order by id rows -1 preceding) from orders;
-- frame of an untyped interval
select id, sum(total) over (order by placed range between '1 year' preceding and '1 day' following) from orders where placed is not null;
-- lag by a column
select id, lag(id, customer_id::int) over (order by id), lead(id, -1) over (order by id), lag(id, null) over (order by id) from orders where customer_id < 100 or customer_id is null;
-- lateral unnest with ordinality
select c.id, u.v, u.n from customers c cross join lateral unnest(array[c.id, c.referrer]) with ordinality u(v, n) where u.v is not null;
-- lateral split with ordinality
select c.id, s.part, s.n from customers c cross join lateral regexp_split_to_table(c.name, '') with ordinality s(part, n) where c.id < 4;
-- lateral split that is ordered and compared
select c.id, s.part from customers c cross join lateral regexp_split_to_table(c.name, 'N', 'i') s(part) where s.part > 'A' or s.part = c.name order by s.part, c.id;
-- a column called as the item around it
select c.id, x.* from customers c, lateral (select o.c, c.id from (select id as c, customer_id from orders) o where o.customer_id = c.id) x (c, cid);
-- all of a correlated subquery whose columns are called as the item
select c.id, c.credit > all (select o.total from orders o where o.customer_id = c.id), c.credit >= any (select o.total from orders o where o.customer_id = c.id) from customers c;
-- order of merged columns
select * from (select id, customer_id, total from orders) o join (select customer_id, score from scores) s using (customer_id) join (select id, kind from events) e using (id);
-- alias of merged columns
select u.customer_id, count(*) from orders o join scores s using (customer_id) as u group by u.customer_id;

-- in subquery
select id from customers where id in (select customer_id from orders);
-- not in with NULL in the subquery
select id from customers where id not in (select customer_id from orders);
-- not in without NULL
select id from customers where id not in (select customer_id from orders where customer_id is not null);
-- exists
select c.id from customers c where exists (select 1 from orders o where o.customer_id = c.id and o.total > 5);
-- not exists
select c.id from customers c where not exists (select 1 from orders o where o.customer_id = c.id);
-- scalar subquery in the list
select c.id, (select count(*) from orders o where o.customer_id = c.id) from customers c;
-- scalar subquery without rows is NULL
select c.id, (select max(o.total) from orders o where o.customer_id = c.id) from customers c;
-- scalar subquery in where
select id from orders where total > (select avg(total) from orders);
-- correlated over another store
select e.id from events e where e.value > (select s.score from scores s where s.customer_id = e.customer_id);
-- more than one row is an error
select c.id, (select o.id from orders o where o.customer_id = c.id) from customers c;
-- any with a subquery
select id from orders where total >= any (select price from items);
-- all with a subquery
select id from orders where total >= all (select price from items where price is not null and price < 100);
-- all over nothing is true
select id from orders where total > all (select amount from nothing);
-- row in subquery
select id from orders where (customer_id, status) in (select customer_id, 'paid' from events);
-- derived table
select t.city, t.n from (select city, count(*) as n from customers group by city) t where t.n > 1;
-- derived table with limit is not filtered early
select * from (select id, total from orders order by id limit 5) t where total > 10;
-- cte
with paid as (select customer_id, sum(total) as sum from orders where status = 'paid' group by customer_id) select c.name, p.sum from customers c join paid p on p.customer_id = c.id;
-- cte read twice
with big as (select customer_id, total from orders where total > 5) select a.total, b.total from big a join big b on a.customer_id = b.customer_id;
-- cte with column names
with t (key, amount) as (select id, total from orders) select key from t where amount > 10;
-- nested ctes
with a as (select id from customers where id < 5), b as (select id from a where id > 2) select b.id, o.id from b left join orders o on o.customer_id = b.id;
-- recursive cte over numbers
with recursive n (i) as (select 1 union all select i + 1 from n where i < 5) select i from n;
-- recursive cte over a relation
with recursive up (id, depth) as (select id, 0 from customers where referrer is null union all select c.id, up.depth + 1 from customers c join up on c.referrer = up.id) select id, depth from up;
-- recursive with union removes duplicates
with recursive r (id) as (select 8::bigint union select c.referrer from customers c join r on c.id = r.id where c.referrer is not null) select id from r;
-- union
select city from customers union select status from orders;
-- union all
select id from customers union all select id from orders;
-- union of different numeric types
select total from orders union select quantity + 0.5 from items;
-- intersect
select customer_id from orders intersect select customer_id from events;
-- intersect all
select customer_id from orders intersect all select customer_id from events;
-- except
select id from customers except select customer_id from orders;
-- except all
select customer_id from orders except all select customer_id from events;
-- set operations nest with intersect first
select 1 as a union select 2 intersect select 3;
-- order and limit over a union
select id from customers union all select id from events order by id desc limit 3;
-- union in a derived table
select kind, count(*) from (select kind from events union all select status from orders) t (kind) group by kind;
-- values
select v.id, c.name from (values (1, 'x'), (4, 'y'), (50, null)) v (id, tag) left join customers c on c.id = v.id;
-- values alone
values (1, 'a'), (2, null), (3, 'c') order by 1 desc;
-- generate_series joined
select g.n, o.id from generate_series(99, 102) g (n) left join orders o on o.id = g.n;
-- exists in the list
select c.id, exists (select 1 from events e where e.customer_id = c.id) from customers c;
-- case with subquery
select id, case when id in (select customer_id from scores) then 'scored' else 'not' end from customers;
-- correlated subquery two levels up
select c.id from customers c where exists (select 1 from orders o where o.customer_id = c.id and exists (select 1 from items i where i.order_id = o.id and i.quantity > c.id));
-- lateral aggregate
select c.id, x.total from customers c, lateral (select sum(o.total) as total from orders o where o.customer_id = c.id) x where x.total is not null;
-- array of a subquery
select c.id, array(select o.id from orders o where o.customer_id = c.id order by o.id) from customers c;

-- row_number
select id, row_number() over (order by id) from orders;
-- rank and dense_rank with ties
select id, rank() over (order by total nulls last), dense_rank() over (order by total nulls last) from orders;
-- partition
select id, customer_id, row_number() over (partition by customer_id order by id) from orders;
-- running sum
select id, sum(total) over (order by id) from orders;
-- running sum over peers
select id, sum(total) over (order by day) from orders where day is not null;
-- rows frame
select id, sum(total) over (order by id rows between 1 preceding and 1 following) from orders;
-- range frame over integers
select id, count(*) over (order by id range between 2 preceding and current row) from orders;
-- groups frame
select id, count(*) over (order by day groups between 1 preceding and current row) from orders where day is not null;
-- exclude current row
select id, sum(id) over (order by id rows between 1 preceding and 1 following exclude current row) from orders;
-- lag and lead
select id, lag(total) over (order by id), lead(total, 2, 0) over (order by id) from orders;
-- first and last value
select id, first_value(total) over w, last_value(total) over w from orders window w as (partition by customer_id order by id rows between unbounded preceding and unbounded following);
-- nth_value
select id, nth_value(total, 2) over (partition by customer_id order by id) from orders;
-- ntile
select id, ntile(3) over (order by id) from orders;
-- percent_rank and cume_dist
select id, percent_rank() over (order by total nulls first), cume_dist() over (order by total nulls first) from orders;
-- aggregate over aggregate
select status, sum(count(*)) over () from orders group by status;
-- window over a join
select c.name, o.id, rank() over (partition by c.city order by o.total desc nulls last, o.id) from customers c join orders o on o.customer_id = c.id;
-- top one per group by window
select * from (select id, customer_id, total, row_number() over (partition by customer_id order by total desc nulls last, id) as n from orders) t where n = 1;
-- avg over window
select id, avg(total) over (partition by status) from orders;
-- count distinct over group and window
select customer_id, count(distinct status), rank() over (order by count(distinct status) desc) from orders group by customer_id;
-- window with filter
select id, count(*) filter (where total > 5) over (order by id) from orders;

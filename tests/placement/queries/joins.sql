-- inner join
select c.name, o.id, o.total from customers c join orders o on o.customer_id = c.id;
-- left join keeps what has no partner
select c.id, o.id from customers c left join orders o on o.customer_id = c.id;
-- right join
select c.id, o.id from customers c right join orders o on o.customer_id = c.id;
-- full join
select c.id, o.id from customers c full join orders o on o.customer_id = c.id;
-- full join with null keys on both sides
select c.referrer, e.customer_id from customers c full join events e on e.customer_id = c.referrer;
-- left join with a condition on the right side in ON
select c.id, o.id from customers c left join orders o on o.customer_id = c.id and o.status = 'paid';
-- left join with a condition on the left side in ON
select c.id, o.id from customers c left join orders o on o.customer_id = c.id and c.city = 'Berlin';
-- the same conditions in WHERE
select c.id, o.id from customers c left join orders o on o.customer_id = c.id where o.status = 'paid';
-- anti join by IS NULL
select c.id from customers c left join orders o on o.customer_id = c.id where o.id is null;
-- cross join
select count(*) from customers, scores;
-- comma and join
select c.id, o.id, s.segment from scores s, customers c join orders o on o.customer_id = c.id where s.customer_id = c.id;
-- comma binds looser than right join
select s.customer_id, c.id, o.id from scores s, customers c right join orders o on o.customer_id = c.id;
-- self join
select a.id, b.id from customers a join customers b on b.id = a.referrer;
-- three way join
select c.name, o.id, i.sku, i.quantity from customers c join orders o on o.customer_id = c.id join items i on i.order_id = o.id;
-- four way join over everything
select c.id, o.id, i.line, p.label from customers c join orders o on o.customer_id = c.id join items i on i.order_id = o.id left join products p on p.sku = i.sku;
-- text keys compare by bytes: case and trailing spaces count
select i.order_id, p.label from items i join products p on p.sku = i.sku;
-- using
select customer_id, o.id, s.score from orders o join scores s using (customer_id);
-- using in a full join merges the columns
select customer_id, o.id, e.id from orders o full join events e using (customer_id);
-- select * with using
select customer_id, s.score, s.segment, e.kind, e.at from scores s join events e using (customer_id);
-- natural join
select order_id, line, sku, price from items natural join (select order_id, line from items where quantity > 1) big;
-- join in parentheses
select c.id, o.id, i.line from customers c left join (orders o join items i on i.order_id = o.id) on o.customer_id = c.id;
-- join on an expression
select c.id, s.customer_id from customers c join scores s on s.customer_id = c.id + 1;
-- join on inequality
select a.id, b.id from orders a join orders b on a.total < b.total where a.id < 103;
-- join on is not distinct from
select a.id, b.id from customers a join customers b on a.referrer is not distinct from b.referrer where a.id < b.id;
-- join on date and timestamp
select a.id, b.id from orders a join orders b on a.day = b.placed;
-- join with an empty table
select c.id, n.label from customers c join nothing n on n.id = c.id;
-- left join with an empty table
select c.id, n.label from customers c left join nothing n on n.id = c.id;
-- full join with an empty table
select c.id, n.id from nothing n full join customers c on n.id = c.id;
-- join on a constant
select c.id, o.id from customers c join orders o on o.customer_id = c.id where c.id = 1;
-- join on a constant on the null side
select c.id, o.id from customers c left join orders o on o.customer_id = c.id and o.customer_id = 1;
-- on false
select c.id, o.id from customers c left join orders o on false;
-- lateral
select c.id, last.id from customers c cross join lateral (select o.id from orders o where o.customer_id = c.id order by o.placed desc nulls last, o.id desc limit 1) last;
-- left join lateral
select c.id, t.n from customers c left join lateral (select count(*) as n from orders o where o.customer_id = c.id having count(*) > 0) t on true;
-- lateral over a function
select c.id, g from customers c, lateral generate_series(1, c.id % 3) g;
-- limit over a join
select count(*) from (select c.id from customers c join orders o on o.customer_id = c.id limit 3) t;

-- full joins over a grouped item with a filter above
select t1.id from (select customer_id as k, count(*) as id from orders group by customer_id) t0
full join customers t1 on t0.k = t1.id full join events t2 on t0.id = t2.id where t1.id <> 2;

-- average beside a grouping key of its own
select price, avg(price) as a, min(price) as m, count(*) as n from products group by price;

-- unknown relation
select 1 from customer_list;
-- unknown column
select nmae from customers;
-- ambiguous column
select id from customers, orders;
-- missing from clause entry
select x.id from customers c;
-- alias used twice
select 1 from customers t, orders t;
-- ungrouped column
select city, name from customers group by city;
-- aggregate in where
select id from customers where count(*) > 1;
-- nested aggregates
select sum(count(*)) from customers;
-- window in where
select id from customers where row_number() over () = 1;
-- unknown function
select frobnicate(id) from customers;
-- no such operator
select name + 1 from customers;
-- comparing text and integer
select id from customers where name = 5;
-- bad literal
select id from customers where id = 'abc';
-- bad date
select id from orders where day = '2024-02-30';
-- division by zero
select id / (id - id) from customers;
-- division of decimals by zero
select total / 0 from orders where total is not null;
-- integer overflow
select stock + 1 from products where stock > 5;
-- cast that fails at run time
select name::bigint from customers where id = 1;
-- too many columns in a subquery
select id from customers where id in (select id, total from orders);
-- union with different numbers of columns
select id from customers union select id, total from orders;
-- union of types that do not match
select id from customers union select name from customers;
-- order by position out of range
select id from customers order by 5;
-- distinct and order by
select distinct name from customers order by city;
-- syntax error
select from where;
-- writing is refused
insert into customers (id) values (1);
-- negative limit
select id from customers limit -1;
-- where is not boolean
select id from customers where id;
-- case types do not match
select case when id = 1 then 1 else 'x' end from customers;

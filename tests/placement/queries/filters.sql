-- equality on text
select id from customers where name = 'Ann';
-- inequality on text leaves NULL out
select id from customers where name <> 'Ann';
-- range on text is by bytes
select id, name from customers where name > 'Z';
-- text between
select id from customers where name between 'A' and 'a';
-- the empty string is not NULL
select id from customers where name = '';
-- trailing spaces count
select id from orders where status = 'paid ';
-- in
select id from orders where status in ('paid', 'open', '');
-- not in
select id from orders where status not in ('paid', 'open');
-- not in with NULL is never true
select id from orders where status not in ('paid', null);
-- in with NULL
select id, status in ('paid', null) from orders;
-- is null
select id from orders where status is null;
-- is not null
select id from orders where total is not null and day is not null;
-- not of a comparison
select id from orders where not (total > 10);
-- not of an or
select id from orders where not (status = 'paid' or total > 50);
-- or with null
select id from orders where total > 50 or status is null;
-- is distinct from
select id from customers where referrer is distinct from 1;
-- is not distinct from null
select id from customers where referrer is not distinct from null;
-- decimals
select id, credit from customers where credit > 0.009 and credit < 100.001;
-- decimals equal whatever the scale
select id from customers where credit = 50;
-- negative decimals
select id from orders where total <= -7.25;
-- a decimal against a float
select id from orders where total > 1e1;
-- dates
select id from orders where day >= date '2024-02-29' and day < date '2024-03-10';
-- dates as strings
select id from orders where day = '2024-02-29';
-- timestamps
select id from orders where placed >= timestamp '2024-02-29 00:00:00' and placed < '2024-03-01';
-- a timestamp against a date
select id from orders where placed > date '2024-02-29';
-- timestamptz
select id from events where at >= timestamptz '2024-10-27 00:30:00+00';
-- timestamptz with another zone
select id from events where at = '2024-10-27 02:30:00+02';
-- interval arithmetic
select id from orders where placed + interval '1 month' > timestamp '2024-03-29';
-- like prefix
select id from customers where name like 'A%';
-- like with wildcard and escape
select id from customers where name like '50\%%';
-- like with an escape of its own
select id from customers where name like '50!%!_%' escape '!';
-- not like
select id from customers where name not like '%n%';
-- ilike
select id from customers where name ilike 'ann%';
-- like underscore counts characters
select id from customers where name like 'Zo_';
-- regular expression
select id from customers where name ~ '^[A-Z]';
-- regular expression without case
select id from customers where name ~* 'ANN';
-- boolean expressions
select id, (total > 5) = true, total > 5 is unknown from orders;
-- case in where
select id from orders where case when status = 'paid' then total > 5 else total > 50 end;
-- arithmetic in where
select order_id, line from items where quantity * price > 5;
-- modulo of negatives
select order_id, quantity % 2 from items where quantity % 2 <> 0;
-- coalesce in where
select id from customers where coalesce(credit, -1) < 0;
-- nullif
select id, nullif(status, '') from orders;
-- greatest and least skip NULL
select id, greatest(total, 10), least(total, 10) from orders;
-- floats
select id from events where value > 0.15;
-- negative zero equals zero
select id from events where value = 0;
-- length of unicode
select id, length(name), octet_length(name) from customers;
-- upper and lower
select id, upper(name), lower(city) from customers;
-- substring and position
select id, substring(name from 2 for 2), position('n' in name) from customers;
-- trim
select id, trim(name), rtrim(city) || '|' from customers;
-- concat and ||
select id, name || '/' || city, concat(name, '/', city) from customers;
-- where false
select id from customers where false;
-- where null
select id from customers where null;
-- equality with itself leaves NULL out
select id from customers where credit = credit;
-- any of an array
select id from orders where id = any (array[100, 105, null]);
-- all of an array
select id from orders where id <> all (array[100, 105]);
-- row comparison
select order_id, line from items where (order_id, line) >= (101, 2) and (order_id, line) < (105, 1);
-- row in list
select order_id from items where (order_id, line) in ((100, 1), (101, 2), (999, 9));
-- limit without order counts right
select count(*) from (select 1 from customers limit 5) t;
-- order and limit
select id, name from customers order by name nulls first, id limit 4;
-- order desc puts NULL first
select id, credit from customers order by credit desc, id limit 3;
-- offset
select id from customers order by id offset 10;
-- limit and offset
select id from orders where total > 0 order by total desc, id limit 3 offset 2;
-- order by an expression
select id, name from customers order by length(name) desc nulls last, id;
-- order by an output's name and position
select id as key, total * 2 as double from orders order by double nulls first, 1;

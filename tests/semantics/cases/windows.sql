select x, row_number() over (order by x) from (values (3), (1), (2)) t(x) order by x
select x, rank() over (order by x desc) from (values (3), (1), (null)) t(x) order by x
select x, rank() over (order by x), dense_rank() over (order by x) from (values (1), (1), (2)) t(x) order by x
select x, rank() over (order by x) from (values (1.0), (1.00), (2.5)) t(x) order by 2
select x, percent_rank() over (order by x), cume_dist() over (order by x) from (values (1), (1), (2), (4)) t(x) order by x
select x, ntile(2) over (order by x) from (values (1), (2), (3)) t(x) order by x
select x, ntile(0) over (order by x) from (values (1), (2), (3)) t(x) order by x
select x, ntile(null) over (order by x) from (values (1), (2)) t(x) order by x
select x, lag(x) over (order by x), lead(x) over (order by x) from (values (1), (2), (3)) t(x) order by x
select x, lag(x, 2) over (order by x), lag(x, -1) over (order by x) from (values (1), (2), (3)) t(x) order by x
select x, lag(x, 1, 0) over (order by x) from (values (1), (2), (3)) t(x) order by x
select x, lag(x, 1, 0) over (order by x) from (values (1.5), (2.25)) t(x) order by x
select x, lag(x, 1, 0.5) over (order by x) from (values (1), (2)) t(x) order by x
select x, lag(x, null) over (order by x) from (values (1), (2)) t(x) order by x
select x, lag(x, y) over (order by x) from (values (1, 1), (2, 0), (3, 2)) t(x, y) order by x
select x, first_value(x) over (order by x), last_value(x) over (order by x) from (values (1), (2), (3)) t(x) order by x
select x, last_value(x) over (order by x rows between unbounded preceding and unbounded following) from (values (1), (2)) t(x) order by x
select x, nth_value(x, 2) over (order by x) from (values (1), (2), (3)) t(x) order by x
select x, nth_value(x, 0) over (order by x) from (values (1), (2)) t(x) order by x
select x, sum(x) over (order by x) from (values (1), (1), (2)) t(x) order by x
select x, sum(x) over () from (values (1), (2)) t(x) order by x
select x, sum(x) over (order by x rows between 1 preceding and 1 following) from (values (1), (2), (4), (8)) t(x) order by x
select x, sum(x) over (order by x range between 1 preceding and current row) from (values (1), (2), (4)) t(x) order by x
select x, sum(x) over (order by x groups between 1 preceding and current row) from (values (1), (1), (2), (4)) t(x) order by x
select x, sum(x) over (order by x rows between unbounded preceding and current row exclude current row) from (values (1), (2), (4)) t(x) order by x
select x, sum(x) over (order by x rows between unbounded preceding and unbounded following exclude ties) from (values (1), (1), (4)) t(x) order by x
select x, sum(x) over (order by x range between 1.5 preceding and current row) from (values (1.0), (2.5), (4.1)) t(x) order by x
select x, avg(x) over (order by x rows between 1 preceding and current row) from (values (1), (2), (4)) t(x) order by x
select x, avg(x) over () from (values (1.5), (2.25)) t(x) order by x
select x, sum(x) over (order by x) from (values (1.5), (2.25), (null)) t(x) order by x
select x, count(*) over (partition by x) from (values (1.0), (1.00), (2)) t(x) order by 2
select x, count(x) over (), count(*) over () from (values (1), (null)) t(x) order by x
select x, min(x) over (order by x desc), max(x) over () from (values (1), (2), (3)) t(x) order by x
select x, max(x) over (order by x) from (values (1.5), (10), (2.25)) t(x) order by x
select x, y, sum(y) over (partition by x order by y) from (values (1, 10), (1, 20), (2, 5)) t(x, y) order by x, y
select x, sum(x) filter (where x > 1) over (order by x) from (values (1), (2), (3)) t(x) order by x
select sum(sum(x)) over () from (values (1), (2)) t(x)
select x, sum(count(*)) over (order by x) from (values (1), (1), (2)) t(x) group by x order by x
select x, bool_and(x > 1) over (order by x desc) from (values (1), (2)) t(x) order by x
select x, stddev(x) over (order by x) from (values (1), (2), (4)) t(x) order by x
select x, variance(x) over () from (values (1.5::float8), (2)) t(x) order by x
select x, row_number() over w, sum(x) over w from (values (1), (2)) t(x) window w as (order by x desc) order by x
select sum(v) over (), v from (values (5), (100), (795)) t(v) order by v limit 2
select x, rank() over (order by x) from (values (interval '1 day'), ('24 hours'), ('2 days')) t(x) order by 2
select x, lag(x) over (order by x) from (values ('a'::char(3)), ('b')) t(x) order by x
select x, lag(x, 1, 'z') over (order by x) from (values ('a'), ('b')) t(x) order by x
select row_number() over () from (values (1), (2)) t(x)
select x, sum(x) over (order by x range between interval '1 day' preceding and current row) from (values (1)) t(x)
select d, count(*) over (order by d range between interval '1 day' preceding and current row) from (values (date '2020-01-01'), ('2020-01-02'), ('2020-01-05')) t(d) order by d
select row_number() from (values (1)) t(x)
select x from (values (1), (2)) t(x) where row_number() over () = 1
select sum(x) over (rows between 1 following and 1 preceding) from (values (1)) t(x)
select sum(x) over (order by x rows between -1 preceding and current row) from (values (1)) t(x)
select sum(distinct x) over () from (values (1), (1)) t(x)
select first_value(x) over (order by x desc) from (values (1.5), (2.25)) t(x)

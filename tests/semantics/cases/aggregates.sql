-- count
select count(*) from (values (1), (null)) t(x)
select count(x) from (values (1), (null)) t(x)
select count(distinct x) from (values (1), (1), (null)) t(x)
select count(distinct x) from (values (1.0), (1.00), (2)) t(x)
select count(distinct x) from (values ('a'::char(3)), ('a'), ('b')) t(x)
select count(distinct x) from (values (interval '1 day'), ('24 hours')) t(x)
select count(distinct x) from (values ('{"a":1}'::jsonb), ('{"a":1.0}')) t(x)
select count(*) filter (where x > 1) from (values (1), (2), (null)) t(x)
select count(distinct (x, y)) from (values (1, 2), (1, 2), (1, null)) t(x, y)
select count(*) from (select 1 where false) t
-- sum
select sum(x) from (values (1), (2147483647)) t(x)
select sum(x) from (values (1::int2), (32767::int2)) t(x)
select sum(x) from (values (9223372036854775807), (1::int8)) t(x)
select sum(x) from (values (1.50), (2.25)) t(x)
select sum(x) from (values (1.5), (2.25), (null)) t(x)
select sum(x) from (values (1.5::numeric(10,2)), (2.25)) t(x)
select sum(x) from (values ('NaN'::numeric), (1)) t(x)
select sum(x) from (values ('Infinity'::numeric), ('-Infinity')) t(x)
select sum(x) from (values (1.5::float8), (2.25)) t(x)
select sum(x) from (values (1.5::float4), (2.25)) t(x)
select sum(x) from (values (1e308::float8), (1e308)) t(x)
select sum(x) from (values ('NaN'::float8), (1)) t(x)
select sum(x) from (select 1 as x where false) t
select sum(x) from (values (null::int)) t(x)
select sum(distinct x) from (values (1), (1), (2)) t(x)
select sum(distinct x) from (values (1.0), (1.00), (2.5)) t(x) -- refused
select sum(distinct x) from (values (1.0/4), (0.25), (1.0/4)) t(x) -- refused
select sum(distinct x) from (values (1.0/4), (1.0/2), (1.0/4)) t(x)
select sum(x) from (values (interval '1 day'), ('02:00')) t(x)
select sum(x) from (values ('a')) t(x)
select sum(x) from (values (true)) t(x)
select sum(x) from (values (date '2020-01-01')) t(x)
select sum(x * 1.5) from (values (1), (2)) t(x)
select sum(x / 3.0) from (values (1), (2)) t(x)
select sum(x::numeric / 3) from (values (1), (2)) t(x)
select sum(x) filter (where y) from (values (1, true), (2, false), (4, null)) t(x, y)
-- avg
select avg(x) from (values (1), (2)) t(x)
select avg(x) from (values (1), (2), (2)) t(x)
select avg(x) from (values (1::int8), (9223372036854775807)) t(x)
select avg(x) from (values (1::int2)) t(x)
select avg(x) from (values (1.5), (2.25)) t(x)
select avg(x) from (values (1.50), (2.25), (2.25)) t(x)
select avg(x) from (values (100000000000.5::numeric(20,4)), (2.25)) t(x)
select avg(x) from (values (0.00001)) t(x)
select avg(x) from (values ('NaN'::numeric), (1)) t(x)
select avg(x) from (values (1.5::float8), (2)) t(x)
select avg(x) from (values (1.5::float4), (2)) t(x)
select avg(x) from (values (null::int)) t(x)
select avg(x) from (select 1 as x where false) t
select avg(distinct x) from (values (1), (1), (2)) t(x)
select avg(x) from (values (interval '1 day'), ('2 days')) t(x)
select avg(x) from (values (interval '1 month'), ('1 day 01:00')) t(x)
select avg(x) filter (where x > 1) from (values (1), (2), (4)) t(x)
select avg(x) from (values ('a')) t(x)
-- min, max
select min(x), max(x) from (values (2), (1), (null)) t(x)
select min(x), max(x) from (values (1.5), (1.25), (10)) t(x)
select min(x), max(x) from (values (1.0/3), (10)) t(x)
select min(x), max(x) from (values ('NaN'::numeric), (1), ('Infinity')) t(x)
select min(x), max(x) from (values ('NaN'::float8), (1), ('Infinity')) t(x)
select min(x), max(x) from (values ('b'), ('B'), ('é')) t(x)
select min(x), max(x) from (values ('b'::char(3)), ('a')) t(x)
select min(x), max(x) from (values (date '2020-01-01'), ('infinity')) t(x)
select min(x), max(x) from (values (timestamp '2020-01-01 10:00'), ('2019-01-01')) t(x)
select min(x), max(x) from (values (interval '1 month'), ('31 days')) t(x)
select min(x), max(x) from (values (time '10:00'), ('09:00')) t(x)
select min(x), max(x) from (values (array[1,2]), (array[1,null])) t(x)
select min(x) from (values (true)) t(x)
select min(x) from (values ('{"a":1}'::jsonb)) t(x)
select min(x) from (values ('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid)) t(x)
select max(x) from (select 1 as x where false) t
select max(x::varchar(3)) from (values ('abc'), ('abd')) t(x)
select min(distinct x) from (values (2), (1)) t(x)
select max(x) filter (where x < 2) from (values (1), (2)) t(x)
select max(x::bytea) from (values ('a'), ('b')) t(x)
-- spread
select stddev(x), stddev_pop(x), variance(x), var_pop(x), var_samp(x), stddev_samp(x) from (values (1), (2), (4)) t(x)
select stddev(x), variance(x) from (values (1.5), (2.25), (4)) t(x)
select stddev(x), variance(x) from (values (1.50::numeric(10,2)), (2.25), (4)) t(x)
select stddev(x), variance(x) from (values (1.5::float8), (2.25), (4)) t(x)
select stddev(x), stddev_pop(x) from (values (1)) t(x)
select stddev(x), var_pop(x) from (values (1.5::float8)) t(x)
select stddev(x), var_pop(x) from (values (null::int)) t(x)
select variance(x) from (values (9223372036854775807), (1::int8)) t(x)
select variance(x) from (values (5), (5), (5)) t(x)
select variance(x) from (values (0.1), (0.1)) t(x)
select stddev(x) from (values (1e-10), (2e-10)) t(x)
select variance(distinct x) from (values (1), (1), (3)) t(x)
select corr(y, x), covar_pop(y, x), covar_samp(y, x) from (values (1, 2), (2, 3), (3, 5)) t(y, x)
select regr_slope(y, x), regr_intercept(y, x), regr_r2(y, x), regr_count(y, x) from (values (1, 2), (2, 3), (3, 5), (null, 1)) t(y, x)
select regr_avgx(y, x), regr_avgy(y, x), regr_sxx(y, x), regr_syy(y, x), regr_sxy(y, x) from (values (1, 2), (2, 3), (3, 5)) t(y, x)
select corr(y, x) from (values (1, 1), (2, 1)) t(y, x)
select regr_count(y, x), regr_sxx(y, x), covar_pop(y, x) from (values (1, null)) t(y, x)
-- booleans and bits
select bool_and(x), bool_or(x), every(x) from (values (true), (false), (null)) t(x)
select bool_and(x), bool_or(x) from (values (null::bool)) t(x)
select bit_and(x), bit_or(x), bit_xor(x) from (values (12), (10)) t(x)
select bit_and(x) from (values (12::int2), (10::int2)) t(x)
select bit_or(x) from (values (12::int8), (10)) t(x)
select bool_and(x) from (values (1)) t(x)
-- ordered sets
select percentile_cont(0.5) within group (order by x) from (values (1), (2), (4)) t(x)
select percentile_cont(0.25) within group (order by x) from (values (1), (2), (4), (null)) t(x)
select percentile_cont(0.5) within group (order by x desc) from (values (1.5), (2), (4.25), (8)) t(x)
select percentile_cont(0.5) within group (order by x) from (values (interval '1 day'), ('2 days')) t(x)
select percentile_cont(array[0.25, 0.5]) within group (order by x) from (values (1), (2), (4)) t(x)
select percentile_cont(1.5) within group (order by x) from (values (1), (2), (4)) t(x)
select percentile_cont(null) within group (order by x) from (values (1), (2), (4)) t(x)
select percentile_disc(0.5) within group (order by x) from (values (1), (2), (4)) t(x)
select percentile_disc(0.5) within group (order by x) from (values (1), (2), (4), (8)) t(x)
select percentile_disc(0.5) within group (order by x) from (values ('a'), ('b'), ('c')) t(x)
select percentile_disc(0.5) within group (order by x) from (values (1.5), (2.25), (4)) t(x)
select percentile_disc(0.25) within group (order by x desc) from (values (1), (2), (4)) t(x)
select percentile_disc(0.5) within group (order by x) from (select 1 as x where false) t
select percentile_disc(array[0.25, 0.75]) within group (order by x) from (values (1), (2), (4)) t(x)
select mode() within group (order by x) from (values (1), (2), (2)) t(x)
select mode() within group (order by x) from (values (1), (2)) t(x)
select mode() within group (order by x desc) from (values (1), (2)) t(x)
select mode() within group (order by x) from (values ('b'), ('a'), ('b')) t(x)
select mode() within group (order by x) from (values (1.50), (1.5), (2)) t(x)
select any_value(x) from (values (null), (2)) t(x)
-- grouping
select x, count(*) from (values (1.0), (1.00), (2)) t(x) group by x order by 2
select count(*) from (values (1.0), (1.00), (2)) t(x) group by x order by 1
select count(*) from (values ('a'::char(2)), ('a')) t(x) group by x
select count(*) from (values (interval '1 day'), ('24 hours')) t(x) group by x
select count(*) from (values (0.0::float8), (-0.0::float8)) t(x) group by x
select count(*) from (values ('NaN'::float8), ('NaN')) t(x) group by x
select count(*) from (values ('{"a":1}'::jsonb), ('{"a":1.0}')) t(x) group by x
select count(*) from (values (null::int), (null)) t(x) group by x
select sum(x), y from (values (1, 'a'), (2, 'b'), (3, 'a')) t(x, y) group by y order by y
select sum(x) as s from (values (1), (2)) t(x) having sum(x) > 5
select sum(x) + 1.5, avg(x) * 2, max(x) / 2 from (values (1), (2)) t(x)
select round(avg(x), 2) from (values (1), (2), (2)) t(x)
select sum(x)::float8 * 1.1::float8 + sum(x) from (values (1), (2)) t(x)
select count(*), sum(y) from (values (1, 2.5), (1, 3), (2, 4)) t(x, y) group by x order by x
select y, sum(x) from (values (1, 'a'), (2, 'b')) t(x, y) group by rollup (y) order by y
select x from (values (1), (2)) t(x) group by y
select sum(sum(x)) from (values (1)) t(x)
select distinct x from (values (1.5), (1.50), (2)) t(x) order by x desc limit 1
select x from (values (2.5), (1.0/3), (10), (null)) t(x) order by x
select x from (values (2.5), (1.0/3), (10), (null)) t(x) order by x desc
select x from (values ('NaN'::numeric), ('Infinity'), (1), ('-Infinity')) t(x) order by x
select x from (values (interval '1 month'), ('29 days'), ('31 days')) t(x) order by x
select x from (values ('b'::char(3)), ('a'), ('ab')) t(x) order by x desc
select x from (values ('b'), ('B'), ('a'), (null)) t(x) order by x desc nulls last
select x from (values (array[1,null]), (array[1,2]), (array[1])) t(x) order by x
select stddev(x) from (values (1e300::float8), (-1e300)) t(x)
select variance(x) from (values ('Infinity'::float8), (1)) t(x)
select variance(x) from (values (1::float8), ('Infinity')) t(x)
select corr(x, x), regr_slope(x, y) from (values (1e300::float8, 1::float8), (-1e300, 2)) t(x, y)
select covar_pop(x, y), regr_sxx(x, y) from (values ('Infinity'::float8, 1::float8), (1, 2)) t(x, y)
select covar_pop(x, y), regr_syy(x, y) from (values (1::float8, 1::float8), ('NaN', 2)) t(x, y)
select null = any(null)

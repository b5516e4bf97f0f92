-- What analysts write with dates and times.
date_trunc('month', date '2024-02-29'), date_trunc('week', timestamp '2024-02-29 13:45:10'), date_trunc('quarter', timestamp '2024-05-29'), date_trunc('hour', timestamp '2024-02-29 13:45:10.5'), date_trunc('day', interval '3 days 5 hours')
date '2024-01-31' + interval '1 month', date '2024-03-31' - interval '1 month', date '2024-02-29' + interval '1 year', date '2024-02-29' - 1, date '2024-03-01' - date '2024-02-01', date '2024-01-01' + time '10:30'
timestamp '2024-01-31 10:00' + interval '1 month 1 day 1 hour', timestamp '2024-03-01' - timestamp '2024-02-01 12:00', age(timestamp '2024-03-01', timestamp '2023-12-15'), age(date '2024-02-29', date '2000-02-29')
(date_trunc('month', d) + interval '1 month - 1 day')::date, extract(day from date_trunc('month', d) + interval '1 month - 1 day'), d - extract(dow from d)::int, d - (extract(isodow from d)::int - 1) from (values (date '2024-02-10'), ('2023-12-31'), ('2024-01-01')) as t (d)
extract(year from d), extract(month from d), extract(day from d), extract(quarter from d), extract(week from d), extract(doy from d), extract(dow from d), extract(isodow from d), extract(isoyear from d), extract(decade from d), extract(century from d) from (values (date '2024-12-30'), ('2021-01-03'), ('1999-12-31')) as t (d)
extract(hour from t), extract(minute from t), extract(second from t), extract(milliseconds from t), extract(microseconds from t), extract(epoch from t) from (values (timestamp '2024-05-06 07:08:09.123456')) as x (t)
extract(epoch from interval '1 day 2:03:04.5'), extract(day from interval '40 days 30 hours'), extract(hour from interval '40 days 30 hours'), extract(month from interval '14 months'), extract(year from interval '14 months'), extract(epoch from interval '1 month')
date_part('epoch', timestamp '2024-01-01'), date_part('year', date '2024-01-01'), date_part('hour', time '13:14:15'), date_part('week', timestamp '2024-01-01'), extract(epoch from time '01:00')
to_char(timestamp '2024-05-06 07:08:09.123', 'YYYY-MM-DD HH24:MI:SS.MS'), to_char(date '2024-05-06', 'Day, DD Month YYYY'), to_char(date '2024-05-06', 'FMDay, FMDD FMMonth YYYY'), to_char(date '2024-05-06', 'Dy DD Mon YY'), to_char(date '2024-05-06', 'IYYY-"W"IW-ID'), to_char(date '2024-05-06', 'DDD Q WW W J')
to_char(timestamp '2024-05-06 17:08:09', 'HH12:MI AM'), to_char(timestamp '2024-05-06 00:08:09', 'HH:MI pm'), to_char(timestamp '2024-05-06 12:08', 'HH12 a.m.'), to_char(date '2024-01-01', 'DDth Mon'), to_char(date '2024-01-02', 'FMDDth'), to_char(date '2024-01-23', 'DDTH'), to_char(timestamp '2024-05-06 07:08:09', 'SSSS SSSSS')
to_char(interval '1 day 2:03:04', 'DD HH24:MI:SS'), to_char(interval '36 hours', 'HH24:MI'), to_char(date '0044-03-15', 'YYYY BC'), to_char(timestamp '2024-05-06', 'RM rm CC Y,YYY'), to_char(date '2024-05-06', '"year: "YYYY'), to_char(date '2024-05-06', 'TMMonth')
to_char(1234567.891, '9,999,999.99'), to_char(1234.5, 'FM9,999.00'), to_char(-12.3, 'S999.9'), to_char(12, '0000'), to_char(0.1, '0.99'), to_char(0.1, '.99'), to_char(1e6, '9.99EEEE'), to_char(12345, '999'), to_char(-5, '999PR'), to_char(5, 'RN'), to_char(0, 'FM999'), to_char(1234, 'L9999'), to_char(0.5, 'FM0%')
to_char(125, '999D9'), to_char(148.5, '999.999'), to_char(-485, '999MI'), to_char(485, '999th'), to_char(12.45, '99V9'), to_char(482, '"Good number:"999'), to_char(1.5, '9'), to_char(2.5, '9'), to_char(2.5::float8, '9'), to_char(null::int, '9')
to_date('05 Dec 2000', 'DD Mon YYYY'), to_date('2024-123', 'YYYY-DDD'), to_date('20240506', 'YYYYMMDD'), to_date('6/5/24', 'DD/MM/YY'), to_timestamp('2024-05-06 07:08', 'YYYY-MM-DD HH24:MI'), to_timestamp('06/05/2024 5 PM', 'DD/MM/YYYY HH12 AM')
to_date('2024-02-30', 'YYYY-MM-DD')
to_date('abc', 'YYYY')
to_number('1,234.56', '9,999.99'), to_number('-12', 'S99'), to_number('12.3', '99.9')
make_date(2024, 2, 29), make_time(8, 15, 23.5), make_timestamp(2024, 7, 15, 8, 15, 23.5), make_interval(days => 10), make_interval(1, 2, 3, 4, 5, 6, 7.5), make_interval(years => 1, hours => 2)
make_date(2023, 2, 29)
justify_days(interval '35 days'), justify_hours(interval '27 hours'), justify_interval(interval '1 mon -1 hour'), interval '1 day' * 2.5, interval '1 month' / 3, interval '1 day' - interval '1 hour', -interval '1 mon 2 days', interval '90 min'::text
interval '1 year 2 months 3 days 04:05:06.789', interval 'P1Y2M3DT4H5M6S', interval '1-2', interval '3 4:05:06', interval '-1 day +2:03', interval '2 weeks', interval '1.5 months', interval '0.1 days', interval '1 day ago'
interval '1 day' = interval '24 hours', interval '1 month' = interval '30 days', interval '1 month' > interval '29 days', interval '1 day' < interval '25 hours', greatest(interval '1 day', interval '23 hours')
date '2024-05-06' between '2024-05-01' and '2024-05-31', timestamp '2024-05-06 10:00' >= date '2024-05-06', date '2024-05-06' = timestamp '2024-05-06', date '2024-05-06' < timestamp '2024-05-06 00:00:01', '2024-05-06' > date '2024-05-05'
(date '2024-01-01', date '2024-01-31') overlaps (date '2024-01-31', date '2024-02-10'), (timestamp '2024-01-01', interval '1 month') overlaps (timestamp '2024-01-20', interval '1 day'), (time '10:00', time '12:00') overlaps (time '11:00', time '13:00')
select d::date, extract(isodow from d) from generate_series(date '2024-02-26', date '2024-03-02', interval '1 day') as g (d)
select to_char(m, 'YYYY-MM'), (m + interval '1 month' - interval '1 day')::date from generate_series(timestamp '2023-11-01', timestamp '2024-03-01', '1 month') as g (m)
select count(*), min(h), max(h) from generate_series(timestamp '2024-01-01', timestamp '2024-01-02', interval '15 minutes') as g (h)
select d from generate_series(timestamp '2024-01-31', timestamp '2024-05-31', interval '1 month') as g (d)
select g.d::date, coalesce(sum(s.v), 0) from generate_series(date '2024-01-01', date '2024-01-04', interval '1 day') as g (d) left join (values (date '2024-01-01', 5), ('2024-01-03', 7), ('2024-01-03', 1)) as s (d, v) on s.d = g.d::date group by g.d order by g.d
select date_trunc('month', d) as m, count(*), sum(v), round(avg(v), 2), lag(sum(v)) over (order by date_trunc('month', d)) from (values (date '2024-01-05', 10), ('2024-01-20', 20), ('2024-02-01', 5), ('2024-03-31', null)) as t (d, v) group by 1 order by 1
select d, v, sum(v) over (order by d range between interval '7 days' preceding and current row), avg(v) over (order by d rows between 1 preceding and 1 following) from (values (date '2024-01-01', 1), ('2024-01-05', 2), ('2024-01-10', 4), ('2024-01-20', 8)) as t (d, v) order by d
select d, d - lag(d) over (order by d), lead(d, 1, date '2099-01-01') over (order by d), first_value(d) over (order by d desc) from (values (date '2024-01-01'), ('2024-01-05'), ('2024-02-10')) as t (d) order by d
select id, sum(new) over (order by at) as session from (select id, at, case when at - lag(at) over (order by at) > interval '30 minutes' then 1 else 0 end as new from (values (1, timestamp '2024-01-01 10:00'), (2, '2024-01-01 10:20'), (3, '2024-01-01 11:00'), (4, '2024-01-01 11:10')) as e (id, at)) as s order by id
select extract(year from d) as y, count(*) filter (where extract(month from d) <= 6) as h1, count(*) filter (where extract(month from d) > 6) as h2 from (values (date '2023-01-05'), ('2023-07-20'), ('2024-02-01')) as t (d) group by 1 order by 1
select to_char(d, 'YYYY-MM') as m, count(distinct u) from (values (date '2024-01-05', 1), ('2024-01-20', 1), ('2024-02-01', 2)) as t (d, u) group by m order by m desc
select date_bin('15 minutes', t, timestamp '2001-01-01'), count(*) from (values (timestamp '2024-01-01 10:07'), ('2024-01-01 10:14:59'), ('2024-01-01 10:15')) as x (t) group by 1 order by 1
date_bin('1 day', timestamp '2024-01-01 10:07', timestamp '2024-01-01 06:00'), date_bin('5 min', timestamp '1999-12-31 23:59:59', timestamp '2000-01-01')
date_bin('1 month', timestamp '2024-01-01 10:07', timestamp '2024-01-01')
timestamp '2024-05-06 07:08:09.999999'::timestamp(0), timestamp '2024-05-06 07:08:09.5'::timestamp(0), '2024-05-06 07:08:09.1234567'::timestamp, timestamp '2024-05-06 24:00:00', time '24:00', time '23:59:59.9999999'
timestamp '2024-05-06 07:08:09'::date, timestamp '2024-05-06 07:08:09'::time, date '2024-05-06'::timestamp, '07:08'::time + interval '20 hours', time '10:00' - time '12:30', time '07:08' - interval '8 hours', '2024-05-06'::date::text
date 'infinity' > date '2024-01-01', isfinite(date '-infinity'), date '0001-01-01', date '2024-01-01' - 800000, timestamp '0001-01-01 BC', date '9999-12-31' + 1
'2024-13-01'::date
'2024-02-30'::timestamp
date '2024-01-01' + interval '100000000 years'
date '2024-01-01' + 2147483647
extract(foo from date '2024-01-01')
extract(hour from date '2024-01-01')
date_trunc('foo', timestamp '2024-01-01')
timestamp '2024-05-06 07:08' at time zone 'UTC', timestamptz '2024-05-06 07:08+02' at time zone 'Europe/Berlin', timestamptz '2024-05-06 07:08+02', timestamp '2024-07-01 12:00' at time zone 'Europe/Berlin' at time zone 'America/New_York'
timestamptz '2024-05-06 07:08+02'::date, extract(epoch from timestamptz '2024-05-06 07:08+02'), timestamptz '2024-05-06' - timestamptz '2024-05-01 12:00', to_timestamp(1700000000.5), date_trunc('day', timestamptz '2024-05-06 23:30+02', 'Europe/Berlin')
current_date - current_date, now() - now(), current_timestamp = now(), localtimestamp::date = current_date, extract(year from now()) >= 2024, age(now()) is not null, pg_typeof(now()), pg_typeof(current_date), pg_typeof(now() - now())
date '2024-05-06' + 1.5
date '2024-05-06' + date '2024-05-06'
interval '1 day' * interval '1 day'
sum(i), avg(i), min(i), max(i), count(i) from (values (interval '1 day'), ('2 hours'), (null)) as t (i)
sum(t), min(t), max(t) from (values (time '10:00'), ('12:30')) as x (t)
percentile_cont(0.5) within group (order by d), percentile_disc(0.5) within group (order by d) from (values (interval '1 day'), ('2 days'), ('4 days')) as t (d)
percentile_disc(0.5) within group (order by d), mode() within group (order by d), max(d) - min(d), array_agg(d order by d desc) from (values (date '2024-01-01'), ('2024-01-05'), ('2024-01-05'), (null)) as t (d)
select d, count(*) from (values (interval '1 day'), ('24 hours'), ('2 days')) as t (d) group by d order by d
select distinct d from (values (interval '24 hours'), ('1 day'), ('2 days')) as t (d) order by d
select d, count(*) from (values (interval '1 day'), ('2 days'), ('1 day')) as t (d) group by rollup (d) order by d
select interval '1 day' intersect select interval '1 day'
select interval '1 day' except select interval '2 days'
select interval '1 day' union select interval '24 hours'
width_bucket(extract(hour from t), 0, 24, 4), ntile(2) over (order by t), rank() over (order by t::date) from (values (timestamp '2024-01-01 05:00'), ('2024-01-01 13:00'), ('2024-01-02 23:00')) as x (t) order by t
case when d < date '2024-01-15' then 'early' else 'late' end, coalesce(d, '2000-01-01'), nullif(d, date '2024-01-05'), d in ('2024-01-05', '2024-01-06'), d is distinct from null from (values (date '2024-01-05'), ('2024-01-20'), (null)) as t (d)
to_json(date '2024-05-06'), to_json(timestamp '2024-05-06 07:08'), to_jsonb(interval '1 day'), json_build_object('d', date '2024-05-06', 't', time '07:08'), to_json(array[date '2024-05-06'])
to_number('$1,000', 'L9,999') -- refused

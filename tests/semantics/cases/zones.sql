-- The session's zone: every SET below is made in PostgreSQL as well.

set timezone = 'Europe/Vienna'
timestamptz '2024-03-31 02:30', timestamptz '2024-10-27 02:30', '2024-10-27 02:30:00.123456+02'::timestamptz
timestamptz '1890-01-01 00:00', timestamptz '1800-06-01', timestamptz '0001-06-01', timestamptz '9999-06-01 12:00'
timestamptz '2050-07-01 12:00', timestamptz '2050-12-01 12:00', timestamptz 'infinity', timestamptz '-infinity'
x::date, x::time, x::timestamp, x::text from (values ('2024-03-31 00:30+00'::timestamptz), ('2024-03-31 01:30+00'), ('2024-10-27 00:59:59.5+00'), ('2024-10-27 01:00+00'), ('infinity'), (null)) as t (x)
x::timestamptz from (values (timestamp '2024-03-31 02:30'), ('2024-10-27 02:30'), ('2024-03-10 02:30'), ('2024-11-03 01:30'), ('infinity')) as t (x)
d::timestamptz from (values (date '2024-03-31'), ('2024-10-27'), ('1970-01-01'), ('infinity')) as t (d)
x::timestamptz from (values ('2024-03-31 02:30'), ('2024-01-01 12:00+02'), ('2024-07-01 12:00 America/New_York'), ('infinity')) as t (x)
x::timestamptz(0), x::timestamp(0), x::time(1), x::text::varchar(5) from (values ('2024-03-31 00:30:00.55+00'::timestamptz)) as t (x)
extract(hour from x), extract(day from x), extract(dow from x), extract(epoch from x), extract(week from x), extract(doy from x) from (values ('2024-03-31 00:30+00'::timestamptz), ('2024-10-26 23:30+00')) as t (x)
extract(timezone from x), extract(timezone_hour from x), extract(timezone_minute from x) from (values ('2024-03-31 00:30+00'::timestamptz), ('2024-07-26 23:30+00'), ('1850-01-01 00:00+00')) as t (x)
date_part('hour', x), date_part('epoch', x), date_part('timezone', x), date_part('isodow', x) from (values ('2024-03-31 00:30+00'::timestamptz), ('2024-07-26 23:30+00')) as t (x)
date_trunc('day', x), date_trunc('hour', x), date_trunc('week', x), date_trunc('month', x), date_trunc('decade', x) from (values ('2024-03-31 00:30+00'::timestamptz), ('2024-10-27 00:30+00'), ('2024-10-27 01:30+00'), ('2024-11-03 05:45+00'), ('infinity')) as t (x)
date_trunc('day', x, 'Asia/Tokyo') from (values ('2024-03-31 00:30+00'::timestamptz)) as t (x)
x + interval '1 day', x + interval '1 month', x + interval '24 hours', x - interval '1 day', x - interval '1 year 1 hour' from (values ('2024-03-30 01:30+00'::timestamptz), ('2024-10-26 00:30+00'), ('2024-03-09 12:00+00'), ('2024-01-31 12:00+00')) as t (x)
x + i from (values ('2024-03-30 01:30+00'::timestamptz, interval '1 day'), ('2024-03-30 01:30+00', '1 mon 1 day 1 hour'), ('2024-10-27 00:30+00', '1 hour'), ('2024-10-27 01:30+00', '-1 hour'), ('2024-10-28 01:30+00', '-1 day'), ('infinity', '1 day')) as t (x, i)
interval '1 day' + timestamptz '2024-03-30 02:30', timestamptz '2024-04-01 02:30' - interval '1 day'
timestamptz '2024-04-01' - timestamptz '2024-03-30', timestamptz '2024-10-28 00:00' - timestamptz '2024-10-26 12:00'
age(timestamptz '2024-04-01 12:00', timestamptz '2023-12-15 18:30'), age(timestamptz '2024-03-31 12:00', timestamptz '2024-03-30 12:00')
x < timestamp '2024-03-31 03:00', x >= date '2024-03-31', timestamp '2024-03-31 02:30' = x, date '2024-03-31' <> x from (values ('2024-03-31 00:30+00'::timestamptz), ('2024-03-30 23:00+00'), (null)) as t (x)
x = '2024-03-31 01:30', x in ('2024-03-31 01:30', '2024-03-30'), x between '2024-03-31' and '2024-04-01' from (values ('2024-03-31 00:30+00'::timestamptz), ('2024-03-30 23:00+00')) as t (x)
x is distinct from timestamp '2024-03-31 01:30', nullif(x, timestamptz '2024-03-31 01:30'), coalesce(x, timestamp '2024-01-01'), greatest(x, timestamptz '2024-01-01') from (values ('2024-03-31 00:30+00'::timestamptz), (null)) as t (x)
to_char(x, 'YYYY-MM-DD HH24:MI:SS'), to_char(x, 'Dy DD Mon HH12 AM'), to_char(x, 'TZ tz OF TZH:TZM'), to_char(x, 'FMOF') from (values ('2024-03-31 00:30+00'::timestamptz), ('2024-07-31 23:30+00'), ('1850-01-01 00:00+00')) as t (x)
to_timestamp('2024-03-31 12:30', 'YYYY-MM-DD HH24:MI'), to_timestamp('31.10.2024', 'DD.MM.YYYY'), to_timestamp(1711845000)
make_timestamptz(2024, 3, 31, 2, 30, 0), make_timestamptz(2024, 10, 27, 2, 30, 15.5)
make_timestamptz(2024, 3, 31, 2, 30, 0, 'Asia/Tokyo')
select * from generate_series(timestamptz '2024-03-30', timestamptz '2024-04-02', interval '1 day') as g (x)
select * from generate_series(timestamptz '2024-10-26', timestamptz '2024-10-28 12:00', interval '12 hours') as g (x)
select * from generate_series(timestamptz '2024-01-31', timestamptz '2024-06-30', interval '1 month') as g (x)
select * from generate_series(timestamptz '2024-11-05', timestamptz '2024-11-01', interval '-1 day') as g (x)
select * from generate_series(date '2024-03-30', date '2024-04-01', '1 day') as g (x)
select * from generate_series(timestamptz '2024-03-30', timestamptz '2024-04-01', interval '1 day', 'Asia/Tokyo') as g (x)
date_add(timestamptz '2024-03-30 02:30', interval '1 day'), date_subtract(timestamptz '2024-04-01 02:30', interval '1 day'), date_add(timestamptz '2024-03-30 02:30', interval '1 day', 'America/New_York')
date_bin('15 minutes', timestamptz '2024-03-31 01:07', timestamptz '2024-01-01')
timestamptz '2024-03-31 12:00' at time zone 'America/New_York', timestamp '2024-03-31 12:00' at time zone 'America/New_York', timestamp '2024-03-31 02:30' at local, timestamptz '2024-03-31 00:30+00' at local
(timestamptz '2024-03-31 12:00', interval '1 day') overlaps (timestamptz '2024-04-01 11:30', interval '1 hour')
select array_agg(x order by x), min(x), max(x), count(x), string_agg(x::text, ',' order by x) from (values ('2024-03-31 00:30+00'::timestamptz), ('2024-07-31 23:30+00')) as t (x)
array[x]::text, array[x], row(x, 1)::text from (values ('2024-03-31 00:30+00'::timestamptz)) as t (x)
array[x]::text, array[x] from (values ('2024-03-31 00:30+00'::timestamptz)) as t (x)
concat(x, '!'), x || '!', format('%s', x), concat_ws(',', x, x), quote_literal(x::text), length(x::text) from (values ('2024-03-31 00:30+00'::timestamptz)) as t (x)
to_json(x), to_jsonb(x), json_build_object('a', x), jsonb_build_array(x), to_json(array[x]) from (values ('2024-03-31 00:30+00'::timestamptz), ('2024-07-01 00:00+00'), (null)) as t (x)
select json_agg(x), jsonb_object_agg(x::date, x) from (values ('2024-03-31 00:30+00'::timestamptz), ('2024-07-01 00:00+00')) as t (x)
now() = current_timestamp, current_date = now()::date, localtimestamp = now()::timestamp, localtime = now()::time, now()::date = (now() at time zone current_setting('TimeZone'))::date
current_setting('TimeZone')
select x::date as d, count(*) from (values ('2024-03-31 23:30+00'::timestamptz), ('2024-07-31 23:30+00'), ('2024-04-01 10:00+00')) as t (x) group by 1 order by 1
select date_trunc('month', x) as m, count(*) from (values ('2024-03-31 23:30+00'::timestamptz), ('2024-03-31 02:30+00'), ('2024-04-01 10:00+00')) as t (x) group by 1 order by 1
select x, count(*) over (order by x range between interval '2 hours' preceding and current row) from (values ('2024-03-31 00:30+00'::timestamptz), ('2024-03-31 01:30+00'), ('2024-03-31 04:00+00')) as t (x) order by x
select x, count(*) over (order by x range between interval '1 day' preceding and current row) from (values ('2024-03-31 00:30+00'::timestamptz), ('2024-03-31 01:30+00'), ('2024-03-31 04:00+00')) as t (x) order by x -- refused
'2024-03-31'::timestamptz::text::date, timestamptz '2024-03-31 05:00 BC' > now() -- refused
case when true then timestamptz '2024-07-01' else date '2024-01-01' end
select timestamptz '2024-07-01' union all select timestamp '2024-01-01' union all select date '2024-03-01'
'{2024-01-01 10:00,2024-07-01 10:00}'::timestamptz[], '{2024-01-01 10:00}'::timestamptz[] = array[timestamptz '2024-01-01 10:00']
'"2024-01-01T10:00:00"'::jsonb #>> '{}', ('{"t":"2024-01-01 10:00"}'::jsonb ->> 't')::timestamptz
isfinite(timestamptz '2024-01-01'), timestamptz 'epoch', 'epoch'::timestamptz::date

set time zone 'America/New_York'
timestamptz '2024-03-31 02:30', timestamptz '2024-10-27 02:30', '2024-10-27 02:30:00.123456+02'::timestamptz
timestamptz '1890-01-01 00:00', timestamptz '1800-06-01', timestamptz '0001-06-01', timestamptz '9999-06-01 12:00'
timestamptz '2050-07-01 12:00', timestamptz '2050-12-01 12:00', timestamptz 'infinity', timestamptz '-infinity'
x::date, x::time, x::timestamp, x::text from (values ('2024-03-31 00:30+00'::timestamptz), ('2024-03-31 01:30+00'), ('2024-10-27 00:59:59.5+00'), ('2024-10-27 01:00+00'), ('infinity'), (null)) as t (x)
x::timestamptz from (values (timestamp '2024-03-31 02:30'), ('2024-10-27 02:30'), ('2024-03-10 02:30'), ('2024-11-03 01:30'), ('infinity')) as t (x)
d::timestamptz from (values (date '2024-03-31'), ('2024-10-27'), ('1970-01-01'), ('infinity')) as t (d)
x::timestamptz from (values ('2024-03-31 02:30'), ('2024-01-01 12:00+02'), ('2024-07-01 12:00 America/New_York'), ('infinity')) as t (x)
x::timestamptz(0), x::timestamp(0), x::time(1), x::text::varchar(5) from (values ('2024-03-31 00:30:00.55+00'::timestamptz)) as t (x)
extract(hour from x), extract(day from x), extract(dow from x), extract(epoch from x), extract(week from x), extract(doy from x) from (values ('2024-03-31 00:30+00'::timestamptz), ('2024-10-26 23:30+00')) as t (x)
extract(timezone from x), extract(timezone_hour from x), extract(timezone_minute from x) from (values ('2024-03-31 00:30+00'::timestamptz), ('2024-07-26 23:30+00'), ('1850-01-01 00:00+00')) as t (x)
date_part('hour', x), date_part('epoch', x), date_part('timezone', x), date_part('isodow', x) from (values ('2024-03-31 00:30+00'::timestamptz), ('2024-07-26 23:30+00')) as t (x)
date_trunc('day', x), date_trunc('hour', x), date_trunc('week', x), date_trunc('month', x), date_trunc('decade', x) from (values ('2024-03-31 00:30+00'::timestamptz), ('2024-10-27 00:30+00'), ('2024-10-27 01:30+00'), ('2024-11-03 05:45+00'), ('infinity')) as t (x)
date_trunc('day', x, 'Asia/Tokyo') from (values ('2024-03-31 00:30+00'::timestamptz)) as t (x)
x + interval '1 day', x + interval '1 month', x + interval '24 hours', x - interval '1 day', x - interval '1 year 1 hour' from (values ('2024-03-30 01:30+00'::timestamptz), ('2024-10-26 00:30+00'), ('2024-03-09 12:00+00'), ('2024-01-31 12:00+00')) as t (x)
x + i from (values ('2024-03-30 01:30+00'::timestamptz, interval '1 day'), ('2024-03-30 01:30+00', '1 mon 1 day 1 hour'), ('2024-10-27 00:30+00', '1 hour'), ('2024-10-27 01:30+00', '-1 hour'), ('2024-10-28 01:30+00', '-1 day'), ('infinity', '1 day')) as t (x, i)
interval '1 day' + timestamptz '2024-03-30 02:30', timestamptz '2024-04-01 02:30' - interval '1 day'
timestamptz '2024-04-01' - timestamptz '2024-03-30', timestamptz '2024-10-28 00:00' - timestamptz '2024-10-26 12:00'
age(timestamptz '2024-04-01 12:00', timestamptz '2023-12-15 18:30'), age(timestamptz '2024-03-31 12:00', timestamptz '2024-03-30 12:00')
x < timestamp '2024-03-31 03:00', x >= date '2024-03-31', timestamp '2024-03-31 02:30' = x, date '2024-03-31' <> x from (values ('2024-03-31 00:30+00'::timestamptz), ('2024-03-30 23:00+00'), (null)) as t (x)
x = '2024-03-31 01:30', x in ('2024-03-31 01:30', '2024-03-30'), x between '2024-03-31' and '2024-04-01' from (values ('2024-03-31 00:30+00'::timestamptz), ('2024-03-30 23:00+00')) as t (x)
x is distinct from timestamp '2024-03-31 01:30', nullif(x, timestamptz '2024-03-31 01:30'), coalesce(x, timestamp '2024-01-01'), greatest(x, timestamptz '2024-01-01') from (values ('2024-03-31 00:30+00'::timestamptz), (null)) as t (x)
to_char(x, 'YYYY-MM-DD HH24:MI:SS'), to_char(x, 'Dy DD Mon HH12 AM'), to_char(x, 'TZ tz OF TZH:TZM'), to_char(x, 'FMOF') from (values ('2024-03-31 00:30+00'::timestamptz), ('2024-07-31 23:30+00'), ('1850-01-01 00:00+00')) as t (x)
to_timestamp('2024-03-31 12:30', 'YYYY-MM-DD HH24:MI'), to_timestamp('31.10.2024', 'DD.MM.YYYY'), to_timestamp(1711845000)
make_timestamptz(2024, 3, 31, 2, 30, 0), make_timestamptz(2024, 10, 27, 2, 30, 15.5)
make_timestamptz(2024, 3, 31, 2, 30, 0, 'Asia/Tokyo')
select * from generate_series(timestamptz '2024-03-30', timestamptz '2024-04-02', interval '1 day') as g (x)
select * from generate_series(timestamptz '2024-10-26', timestamptz '2024-10-28 12:00', interval '12 hours') as g (x)
select * from generate_series(timestamptz '2024-01-31', timestamptz '2024-06-30', interval '1 month') as g (x)
select * from generate_series(timestamptz '2024-11-05', timestamptz '2024-11-01', interval '-1 day') as g (x)
select * from generate_series(date '2024-03-30', date '2024-04-01', '1 day') as g (x)
select * from generate_series(timestamptz '2024-03-30', timestamptz '2024-04-01', interval '1 day', 'Asia/Tokyo') as g (x)
date_add(timestamptz '2024-03-30 02:30', interval '1 day'), date_subtract(timestamptz '2024-04-01 02:30', interval '1 day'), date_add(timestamptz '2024-03-30 02:30', interval '1 day', 'America/New_York')
date_bin('15 minutes', timestamptz '2024-03-31 01:07', timestamptz '2024-01-01')
timestamptz '2024-03-31 12:00' at time zone 'America/New_York', timestamp '2024-03-31 12:00' at time zone 'America/New_York', timestamp '2024-03-31 02:30' at local, timestamptz '2024-03-31 00:30+00' at local
(timestamptz '2024-03-31 12:00', interval '1 day') overlaps (timestamptz '2024-04-01 11:30', interval '1 hour')
select array_agg(x order by x), min(x), max(x), count(x), string_agg(x::text, ',' order by x) from (values ('2024-03-31 00:30+00'::timestamptz), ('2024-07-31 23:30+00')) as t (x)
array[x]::text, array[x], row(x, 1)::text from (values ('2024-03-31 00:30+00'::timestamptz)) as t (x)
array[x]::text, array[x] from (values ('2024-03-31 00:30+00'::timestamptz)) as t (x)
concat(x, '!'), x || '!', format('%s', x), concat_ws(',', x, x), quote_literal(x::text), length(x::text) from (values ('2024-03-31 00:30+00'::timestamptz)) as t (x)
to_json(x), to_jsonb(x), json_build_object('a', x), jsonb_build_array(x), to_json(array[x]) from (values ('2024-03-31 00:30+00'::timestamptz), ('2024-07-01 00:00+00'), (null)) as t (x)
select json_agg(x), jsonb_object_agg(x::date, x) from (values ('2024-03-31 00:30+00'::timestamptz), ('2024-07-01 00:00+00')) as t (x)
now() = current_timestamp, current_date = now()::date, localtimestamp = now()::timestamp, localtime = now()::time, now()::date = (now() at time zone current_setting('TimeZone'))::date
current_setting('TimeZone')
select x::date as d, count(*) from (values ('2024-03-31 23:30+00'::timestamptz), ('2024-07-31 23:30+00'), ('2024-04-01 10:00+00')) as t (x) group by 1 order by 1
select date_trunc('month', x) as m, count(*) from (values ('2024-03-31 23:30+00'::timestamptz), ('2024-03-31 02:30+00'), ('2024-04-01 10:00+00')) as t (x) group by 1 order by 1
select x, count(*) over (order by x range between interval '2 hours' preceding and current row) from (values ('2024-03-31 00:30+00'::timestamptz), ('2024-03-31 01:30+00'), ('2024-03-31 04:00+00')) as t (x) order by x
select x, count(*) over (order by x range between interval '1 day' preceding and current row) from (values ('2024-03-31 00:30+00'::timestamptz), ('2024-03-31 01:30+00'), ('2024-03-31 04:00+00')) as t (x) order by x -- refused
'2024-03-31'::timestamptz::text::date, timestamptz '2024-03-31 05:00 BC' > now() -- refused
case when true then timestamptz '2024-07-01' else date '2024-01-01' end
select timestamptz '2024-07-01' union all select timestamp '2024-01-01' union all select date '2024-03-01'
'{2024-01-01 10:00,2024-07-01 10:00}'::timestamptz[], '{2024-01-01 10:00}'::timestamptz[] = array[timestamptz '2024-01-01 10:00']
'"2024-01-01T10:00:00"'::jsonb #>> '{}', ('{"t":"2024-01-01 10:00"}'::jsonb ->> 't')::timestamptz
isfinite(timestamptz '2024-01-01'), timestamptz 'epoch', 'epoch'::timestamptz::date

set timezone to 'Asia/Kathmandu'
timestamptz '2024-03-31 02:30', timestamptz '2024-10-27 02:30', '2024-10-27 02:30:00.123456+02'::timestamptz
timestamptz '1890-01-01 00:00', timestamptz '1800-06-01', timestamptz '0001-06-01', timestamptz '9999-06-01 12:00'
timestamptz '2050-07-01 12:00', timestamptz '2050-12-01 12:00', timestamptz 'infinity', timestamptz '-infinity'
x::date, x::time, x::timestamp, x::text from (values ('2024-03-31 00:30+00'::timestamptz), ('2024-03-31 01:30+00'), ('2024-10-27 00:59:59.5+00'), ('2024-10-27 01:00+00'), ('infinity'), (null)) as t (x)
x::timestamptz from (values (timestamp '2024-03-31 02:30'), ('2024-10-27 02:30'), ('2024-03-10 02:30'), ('2024-11-03 01:30'), ('infinity')) as t (x)
d::timestamptz from (values (date '2024-03-31'), ('2024-10-27'), ('1970-01-01'), ('infinity')) as t (d)
x::timestamptz from (values ('2024-03-31 02:30'), ('2024-01-01 12:00+02'), ('2024-07-01 12:00 America/New_York'), ('infinity')) as t (x)
x::timestamptz(0), x::timestamp(0), x::time(1), x::text::varchar(5) from (values ('2024-03-31 00:30:00.55+00'::timestamptz)) as t (x)
extract(hour from x), extract(day from x), extract(dow from x), extract(epoch from x), extract(week from x), extract(doy from x) from (values ('2024-03-31 00:30+00'::timestamptz), ('2024-10-26 23:30+00')) as t (x)
extract(timezone from x), extract(timezone_hour from x), extract(timezone_minute from x) from (values ('2024-03-31 00:30+00'::timestamptz), ('2024-07-26 23:30+00'), ('1850-01-01 00:00+00')) as t (x)
date_part('hour', x), date_part('epoch', x), date_part('timezone', x), date_part('isodow', x) from (values ('2024-03-31 00:30+00'::timestamptz), ('2024-07-26 23:30+00')) as t (x)
date_trunc('day', x), date_trunc('hour', x), date_trunc('week', x), date_trunc('month', x), date_trunc('decade', x) from (values ('2024-03-31 00:30+00'::timestamptz), ('2024-10-27 00:30+00'), ('2024-10-27 01:30+00'), ('2024-11-03 05:45+00'), ('infinity')) as t (x)
date_trunc('day', x, 'Asia/Tokyo') from (values ('2024-03-31 00:30+00'::timestamptz)) as t (x)
x + interval '1 day', x + interval '1 month', x + interval '24 hours', x - interval '1 day', x - interval '1 year 1 hour' from (values ('2024-03-30 01:30+00'::timestamptz), ('2024-10-26 00:30+00'), ('2024-03-09 12:00+00'), ('2024-01-31 12:00+00')) as t (x)
x + i from (values ('2024-03-30 01:30+00'::timestamptz, interval '1 day'), ('2024-03-30 01:30+00', '1 mon 1 day 1 hour'), ('2024-10-27 00:30+00', '1 hour'), ('2024-10-27 01:30+00', '-1 hour'), ('2024-10-28 01:30+00', '-1 day'), ('infinity', '1 day')) as t (x, i)
interval '1 day' + timestamptz '2024-03-30 02:30', timestamptz '2024-04-01 02:30' - interval '1 day'
timestamptz '2024-04-01' - timestamptz '2024-03-30', timestamptz '2024-10-28 00:00' - timestamptz '2024-10-26 12:00'
age(timestamptz '2024-04-01 12:00', timestamptz '2023-12-15 18:30'), age(timestamptz '2024-03-31 12:00', timestamptz '2024-03-30 12:00')
x < timestamp '2024-03-31 03:00', x >= date '2024-03-31', timestamp '2024-03-31 02:30' = x, date '2024-03-31' <> x from (values ('2024-03-31 00:30+00'::timestamptz), ('2024-03-30 23:00+00'), (null)) as t (x)
x = '2024-03-31 01:30', x in ('2024-03-31 01:30', '2024-03-30'), x between '2024-03-31' and '2024-04-01' from (values ('2024-03-31 00:30+00'::timestamptz), ('2024-03-30 23:00+00')) as t (x)
x is distinct from timestamp '2024-03-31 01:30', nullif(x, timestamptz '2024-03-31 01:30'), coalesce(x, timestamp '2024-01-01'), greatest(x, timestamptz '2024-01-01') from (values ('2024-03-31 00:30+00'::timestamptz), (null)) as t (x)
to_char(x, 'YYYY-MM-DD HH24:MI:SS'), to_char(x, 'Dy DD Mon HH12 AM'), to_char(x, 'TZ tz OF TZH:TZM'), to_char(x, 'FMOF') from (values ('2024-03-31 00:30+00'::timestamptz), ('2024-07-31 23:30+00'), ('1850-01-01 00:00+00')) as t (x)
to_timestamp('2024-03-31 12:30', 'YYYY-MM-DD HH24:MI'), to_timestamp('31.10.2024', 'DD.MM.YYYY'), to_timestamp(1711845000)
make_timestamptz(2024, 3, 31, 2, 30, 0), make_timestamptz(2024, 10, 27, 2, 30, 15.5)
make_timestamptz(2024, 3, 31, 2, 30, 0, 'Asia/Tokyo')
select * from generate_series(timestamptz '2024-03-30', timestamptz '2024-04-02', interval '1 day') as g (x)
select * from generate_series(timestamptz '2024-10-26', timestamptz '2024-10-28 12:00', interval '12 hours') as g (x)
select * from generate_series(timestamptz '2024-01-31', timestamptz '2024-06-30', interval '1 month') as g (x)
select * from generate_series(timestamptz '2024-11-05', timestamptz '2024-11-01', interval '-1 day') as g (x)
select * from generate_series(date '2024-03-30', date '2024-04-01', '1 day') as g (x)
select * from generate_series(timestamptz '2024-03-30', timestamptz '2024-04-01', interval '1 day', 'Asia/Tokyo') as g (x)
date_add(timestamptz '2024-03-30 02:30', interval '1 day'), date_subtract(timestamptz '2024-04-01 02:30', interval '1 day'), date_add(timestamptz '2024-03-30 02:30', interval '1 day', 'America/New_York')
date_bin('15 minutes', timestamptz '2024-03-31 01:07', timestamptz '2024-01-01')
timestamptz '2024-03-31 12:00' at time zone 'America/New_York', timestamp '2024-03-31 12:00' at time zone 'America/New_York', timestamp '2024-03-31 02:30' at local, timestamptz '2024-03-31 00:30+00' at local
(timestamptz '2024-03-31 12:00', interval '1 day') overlaps (timestamptz '2024-04-01 11:30', interval '1 hour')
select array_agg(x order by x), min(x), max(x), count(x), string_agg(x::text, ',' order by x) from (values ('2024-03-31 00:30+00'::timestamptz), ('2024-07-31 23:30+00')) as t (x)
array[x]::text, array[x], row(x, 1)::text from (values ('2024-03-31 00:30+00'::timestamptz)) as t (x)
array[x]::text, array[x] from (values ('2024-03-31 00:30+00'::timestamptz)) as t (x)
concat(x, '!'), x || '!', format('%s', x), concat_ws(',', x, x), quote_literal(x::text), length(x::text) from (values ('2024-03-31 00:30+00'::timestamptz)) as t (x)
to_json(x), to_jsonb(x), json_build_object('a', x), jsonb_build_array(x), to_json(array[x]) from (values ('2024-03-31 00:30+00'::timestamptz), ('2024-07-01 00:00+00'), (null)) as t (x)
select json_agg(x), jsonb_object_agg(x::date, x) from (values ('2024-03-31 00:30+00'::timestamptz), ('2024-07-01 00:00+00')) as t (x)
now() = current_timestamp, current_date = now()::date, localtimestamp = now()::timestamp, localtime = now()::time, now()::date = (now() at time zone current_setting('TimeZone'))::date
current_setting('TimeZone')
select x::date as d, count(*) from (values ('2024-03-31 23:30+00'::timestamptz), ('2024-07-31 23:30+00'), ('2024-04-01 10:00+00')) as t (x) group by 1 order by 1
select date_trunc('month', x) as m, count(*) from (values ('2024-03-31 23:30+00'::timestamptz), ('2024-03-31 02:30+00'), ('2024-04-01 10:00+00')) as t (x) group by 1 order by 1
select x, count(*) over (order by x range between interval '2 hours' preceding and current row) from (values ('2024-03-31 00:30+00'::timestamptz), ('2024-03-31 01:30+00'), ('2024-03-31 04:00+00')) as t (x) order by x
select x, count(*) over (order by x range between interval '1 day' preceding and current row) from (values ('2024-03-31 00:30+00'::timestamptz), ('2024-03-31 01:30+00'), ('2024-03-31 04:00+00')) as t (x) order by x -- refused
'2024-03-31'::timestamptz::text::date, timestamptz '2024-03-31 05:00 BC' > now() -- refused
case when true then timestamptz '2024-07-01' else date '2024-01-01' end
select timestamptz '2024-07-01' union all select timestamp '2024-01-01' union all select date '2024-03-01'
'{2024-01-01 10:00,2024-07-01 10:00}'::timestamptz[], '{2024-01-01 10:00}'::timestamptz[] = array[timestamptz '2024-01-01 10:00']
'"2024-01-01T10:00:00"'::jsonb #>> '{}', ('{"t":"2024-01-01 10:00"}'::jsonb ->> 't')::timestamptz
isfinite(timestamptz '2024-01-01'), timestamptz 'epoch', 'epoch'::timestamptz::date

set time zone -3.5
timestamptz '2024-03-31 02:30', timestamptz '2024-10-27 02:30', '2024-10-27 02:30:00.123456+02'::timestamptz
x::date, x::time, x::timestamp, x::text from (values ('2024-03-31 00:30+00'::timestamptz), ('2024-03-31 01:30+00'), ('2024-10-27 00:59:59.5+00'), ('2024-10-27 01:00+00'), ('infinity'), (null)) as t (x)
x::timestamptz from (values (timestamp '2024-03-31 02:30'), ('2024-10-27 02:30'), ('2024-03-10 02:30'), ('2024-11-03 01:30'), ('infinity')) as t (x)
extract(hour from x), extract(day from x), extract(dow from x), extract(epoch from x), extract(week from x), extract(doy from x) from (values ('2024-03-31 00:30+00'::timestamptz), ('2024-10-26 23:30+00')) as t (x)
extract(timezone from x), extract(timezone_hour from x), extract(timezone_minute from x) from (values ('2024-03-31 00:30+00'::timestamptz), ('2024-07-26 23:30+00'), ('1850-01-01 00:00+00')) as t (x)
date_trunc('day', x), date_trunc('hour', x), date_trunc('week', x), date_trunc('month', x), date_trunc('decade', x) from (values ('2024-03-31 00:30+00'::timestamptz), ('2024-10-27 00:30+00'), ('2024-10-27 01:30+00'), ('2024-11-03 05:45+00'), ('infinity')) as t (x)
x + interval '1 day', x + interval '1 month', x + interval '24 hours', x - interval '1 day', x - interval '1 year 1 hour' from (values ('2024-03-30 01:30+00'::timestamptz), ('2024-10-26 00:30+00'), ('2024-03-09 12:00+00'), ('2024-01-31 12:00+00')) as t (x)
to_char(x, 'YYYY-MM-DD HH24:MI:SS'), to_char(x, 'Dy DD Mon HH12 AM'), to_char(x, 'TZ tz OF TZH:TZM'), to_char(x, 'FMOF') from (values ('2024-03-31 00:30+00'::timestamptz), ('2024-07-31 23:30+00'), ('1850-01-01 00:00+00')) as t (x) -- refused
to_timestamp('2024-03-31 12:30', 'YYYY-MM-DD HH24:MI'), to_timestamp('31.10.2024', 'DD.MM.YYYY'), to_timestamp(1711845000)
select * from generate_series(timestamptz '2024-03-30', timestamptz '2024-04-02', interval '1 day') as g (x)
to_json(x), to_jsonb(x), json_build_object('a', x), jsonb_build_array(x), to_json(array[x]) from (values ('2024-03-31 00:30+00'::timestamptz), ('2024-07-01 00:00+00'), (null)) as t (x)
now() = current_timestamp, current_date = now()::date, localtimestamp = now()::timestamp, localtime = now()::time, now()::date = (now() at time zone current_setting('TimeZone'))::date
current_setting('TimeZone')

set time zone interval '+02:00' hour to minute
timestamptz '2024-03-31 02:30', timestamptz '2024-10-27 02:30', '2024-10-27 02:30:00.123456+02'::timestamptz
x::date, x::time, x::timestamp, x::text from (values ('2024-03-31 00:30+00'::timestamptz), ('2024-03-31 01:30+00'), ('2024-10-27 00:59:59.5+00'), ('2024-10-27 01:00+00'), ('infinity'), (null)) as t (x)
x::timestamptz from (values (timestamp '2024-03-31 02:30'), ('2024-10-27 02:30'), ('2024-03-10 02:30'), ('2024-11-03 01:30'), ('infinity')) as t (x)
extract(hour from x), extract(day from x), extract(dow from x), extract(epoch from x), extract(week from x), extract(doy from x) from (values ('2024-03-31 00:30+00'::timestamptz), ('2024-10-26 23:30+00')) as t (x)
extract(timezone from x), extract(timezone_hour from x), extract(timezone_minute from x) from (values ('2024-03-31 00:30+00'::timestamptz), ('2024-07-26 23:30+00'), ('1850-01-01 00:00+00')) as t (x)
date_trunc('day', x), date_trunc('hour', x), date_trunc('week', x), date_trunc('month', x), date_trunc('decade', x) from (values ('2024-03-31 00:30+00'::timestamptz), ('2024-10-27 00:30+00'), ('2024-10-27 01:30+00'), ('2024-11-03 05:45+00'), ('infinity')) as t (x)
x + interval '1 day', x + interval '1 month', x + interval '24 hours', x - interval '1 day', x - interval '1 year 1 hour' from (values ('2024-03-30 01:30+00'::timestamptz), ('2024-10-26 00:30+00'), ('2024-03-09 12:00+00'), ('2024-01-31 12:00+00')) as t (x)
to_char(x, 'YYYY-MM-DD HH24:MI:SS'), to_char(x, 'Dy DD Mon HH12 AM'), to_char(x, 'TZ tz OF TZH:TZM'), to_char(x, 'FMOF') from (values ('2024-03-31 00:30+00'::timestamptz), ('2024-07-31 23:30+00'), ('1850-01-01 00:00+00')) as t (x) -- refused
to_timestamp('2024-03-31 12:30', 'YYYY-MM-DD HH24:MI'), to_timestamp('31.10.2024', 'DD.MM.YYYY'), to_timestamp(1711845000)
select * from generate_series(timestamptz '2024-03-30', timestamptz '2024-04-02', interval '1 day') as g (x)
to_json(x), to_jsonb(x), json_build_object('a', x), jsonb_build_array(x), to_json(array[x]) from (values ('2024-03-31 00:30+00'::timestamptz), ('2024-07-01 00:00+00'), (null)) as t (x)
now() = current_timestamp, current_date = now()::date, localtimestamp = now()::timestamp, localtime = now()::time, now()::date = (now() at time zone current_setting('TimeZone'))::date
current_setting('TimeZone')

set timezone = 'GMT-3'
timestamptz '2024-03-31 02:30', timestamptz '2024-10-27 02:30', '2024-10-27 02:30:00.123456+02'::timestamptz
x::date, x::time, x::timestamp, x::text from (values ('2024-03-31 00:30+00'::timestamptz), ('2024-03-31 01:30+00'), ('2024-10-27 00:59:59.5+00'), ('2024-10-27 01:00+00'), ('infinity'), (null)) as t (x)
x::timestamptz from (values (timestamp '2024-03-31 02:30'), ('2024-10-27 02:30'), ('2024-03-10 02:30'), ('2024-11-03 01:30'), ('infinity')) as t (x)
extract(hour from x), extract(day from x), extract(dow from x), extract(epoch from x), extract(week from x), extract(doy from x) from (values ('2024-03-31 00:30+00'::timestamptz), ('2024-10-26 23:30+00')) as t (x)
extract(timezone from x), extract(timezone_hour from x), extract(timezone_minute from x) from (values ('2024-03-31 00:30+00'::timestamptz), ('2024-07-26 23:30+00'), ('1850-01-01 00:00+00')) as t (x)
date_trunc('day', x), date_trunc('hour', x), date_trunc('week', x), date_trunc('month', x), date_trunc('decade', x) from (values ('2024-03-31 00:30+00'::timestamptz), ('2024-10-27 00:30+00'), ('2024-10-27 01:30+00'), ('2024-11-03 05:45+00'), ('infinity')) as t (x)
x + interval '1 day', x + interval '1 month', x + interval '24 hours', x - interval '1 day', x - interval '1 year 1 hour' from (values ('2024-03-30 01:30+00'::timestamptz), ('2024-10-26 00:30+00'), ('2024-03-09 12:00+00'), ('2024-01-31 12:00+00')) as t (x)
to_char(x, 'YYYY-MM-DD HH24:MI:SS'), to_char(x, 'Dy DD Mon HH12 AM'), to_char(x, 'TZ tz OF TZH:TZM'), to_char(x, 'FMOF') from (values ('2024-03-31 00:30+00'::timestamptz), ('2024-07-31 23:30+00'), ('1850-01-01 00:00+00')) as t (x) -- refused
to_timestamp('2024-03-31 12:30', 'YYYY-MM-DD HH24:MI'), to_timestamp('31.10.2024', 'DD.MM.YYYY'), to_timestamp(1711845000)
select * from generate_series(timestamptz '2024-03-30', timestamptz '2024-04-02', interval '1 day') as g (x)
to_json(x), to_jsonb(x), json_build_object('a', x), jsonb_build_array(x), to_json(array[x]) from (values ('2024-03-31 00:30+00'::timestamptz), ('2024-07-01 00:00+00'), (null)) as t (x)
now() = current_timestamp, current_date = now()::date, localtimestamp = now()::timestamp, localtime = now()::time, now()::date = (now() at time zone current_setting('TimeZone'))::date
current_setting('TimeZone')

set time zone local
timestamptz '2024-03-31 02:30', timestamptz '2024-10-27 02:30', '2024-10-27 02:30:00.123456+02'::timestamptz
x::date, x::time, x::timestamp, x::text from (values ('2024-03-31 00:30+00'::timestamptz), ('2024-03-31 01:30+00'), ('2024-10-27 00:59:59.5+00'), ('2024-10-27 01:00+00'), ('infinity'), (null)) as t (x)
x::timestamptz from (values (timestamp '2024-03-31 02:30'), ('2024-10-27 02:30'), ('2024-03-10 02:30'), ('2024-11-03 01:30'), ('infinity')) as t (x)
extract(hour from x), extract(day from x), extract(dow from x), extract(epoch from x), extract(week from x), extract(doy from x) from (values ('2024-03-31 00:30+00'::timestamptz), ('2024-10-26 23:30+00')) as t (x)
extract(timezone from x), extract(timezone_hour from x), extract(timezone_minute from x) from (values ('2024-03-31 00:30+00'::timestamptz), ('2024-07-26 23:30+00'), ('1850-01-01 00:00+00')) as t (x)
date_trunc('day', x), date_trunc('hour', x), date_trunc('week', x), date_trunc('month', x), date_trunc('decade', x) from (values ('2024-03-31 00:30+00'::timestamptz), ('2024-10-27 00:30+00'), ('2024-10-27 01:30+00'), ('2024-11-03 05:45+00'), ('infinity')) as t (x)
x + interval '1 day', x + interval '1 month', x + interval '24 hours', x - interval '1 day', x - interval '1 year 1 hour' from (values ('2024-03-30 01:30+00'::timestamptz), ('2024-10-26 00:30+00'), ('2024-03-09 12:00+00'), ('2024-01-31 12:00+00')) as t (x)
to_char(x, 'YYYY-MM-DD HH24:MI:SS'), to_char(x, 'Dy DD Mon HH12 AM'), to_char(x, 'TZ tz OF TZH:TZM'), to_char(x, 'FMOF') from (values ('2024-03-31 00:30+00'::timestamptz), ('2024-07-31 23:30+00'), ('1850-01-01 00:00+00')) as t (x)
to_timestamp('2024-03-31 12:30', 'YYYY-MM-DD HH24:MI'), to_timestamp('31.10.2024', 'DD.MM.YYYY'), to_timestamp(1711845000)
select * from generate_series(timestamptz '2024-03-30', timestamptz '2024-04-02', interval '1 day') as g (x)
to_json(x), to_jsonb(x), json_build_object('a', x), jsonb_build_array(x), to_json(array[x]) from (values ('2024-03-31 00:30+00'::timestamptz), ('2024-07-01 00:00+00'), (null)) as t (x)
now() = current_timestamp, current_date = now()::date, localtimestamp = now()::timestamp, localtime = now()::time, now()::date = (now() at time zone current_setting('TimeZone'))::date
current_setting('TimeZone')

set timezone = 'Asia/Kolkata'
timestamptz '2024-07-01' in (select timestamp '2024-07-01') -- refused
timestamptz '2024-07-01' = any (array[timestamp '2024-07-01', timestamp '2024-07-02']) -- refused
timestamptz '2024-07-01' in (select timestamptz '2024-07-01'), timestamptz '2024-07-01' in (timestamp '2024-07-01', date '2024-07-02'), timestamptz '2024-07-01' = any (array[timestamptz '2024-07-01'])

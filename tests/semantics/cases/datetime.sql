-- extract
select extract(month from x) from (values ('2024-02-29'::date), ('2000-12-31'), ('2001-01-01'), ('0044-03-15 BC'), ('0001-01-01'), ('0001-12-31 BC'), ('0100-05-05'), ('-infinity'), ('1969-12-31'), ('2021-01-03'), (null)) t(x)
select extract(isodow from x) from (values ('2024-02-29'::date), ('2000-12-31'), ('2001-01-01'), ('0044-03-15 BC'), ('0001-01-01'), ('0001-12-31 BC'), ('0100-05-05'), ('-infinity'), ('1969-12-31'), ('2021-01-03'), (null)) t(x)
select extract(y from x) from (values ('2024-02-29'::date), ('2000-12-31'), ('2001-01-01'), ('0044-03-15 BC'), ('0001-01-01'), ('0001-12-31 BC'), ('0100-05-05'), ('-infinity'), ('1969-12-31'), ('2021-01-03'), (null)) t(x) -- refused
extract(hour from '2024-02-29'::date)
select extract(year from x) from (values ('2024-02-29'::date), ('2000-12-31'), ('2001-01-01'), ('0044-03-15 BC'), ('0001-01-01'), ('0001-12-31 BC'), ('0100-05-05'), ('-infinity'), ('1969-12-31'), ('2021-01-03'), (null)) t(x) -- refused
select extract(epoch from x) from (values ('2024-02-29'::date), ('2000-12-31'), ('2001-01-01'), ('0044-03-15 BC'), ('0001-01-01'), ('0001-12-31 BC'), ('0100-05-05'), ('-infinity'), ('1969-12-31'), ('2021-01-03'), (null)) t(x) -- refused
select extract(isoyear from x) from (values ('2024-02-29'::date), ('2000-12-31'), ('2001-01-01'), ('0044-03-15 BC'), ('0001-01-01'), ('0001-12-31 BC'), ('0100-05-05'), ('-infinity'), ('1969-12-31'), ('2021-01-03'), (null)) t(x) -- refused
select extract(century from x) from (values ('2024-02-29'::date), ('2000-12-31'), ('2001-01-01'), ('0044-03-15 BC'), ('0001-01-01'), ('0001-12-31 BC'), ('0100-05-05'), ('-infinity'), ('1969-12-31'), ('2021-01-03'), (null)) t(x) -- refused
select extract(millennium from x) from (values ('2024-02-29'::date), ('2000-12-31'), ('2001-01-01'), ('0044-03-15 BC'), ('0001-01-01'), ('0001-12-31 BC'), ('0100-05-05'), ('-infinity'), ('1969-12-31'), ('2021-01-03'), (null)) t(x) -- refused
select extract(day from x) from (values ('2024-02-29'::date), ('2000-12-31'), ('2001-01-01'), ('0044-03-15 BC'), ('0001-01-01'), ('0001-12-31 BC'), ('0100-05-05'), ('-infinity'), ('1969-12-31'), ('2021-01-03'), (null)) t(x)
select extract(dow from x) from (values ('2024-02-29'::date), ('2000-12-31'), ('2001-01-01'), ('0044-03-15 BC'), ('0001-01-01'), ('0001-12-31 BC'), ('0100-05-05'), ('-infinity'), ('1969-12-31'), ('2021-01-03'), (null)) t(x)
select extract(decade from x) from (values ('2024-02-29'::date), ('2000-12-31'), ('2001-01-01'), ('0044-03-15 BC'), ('0001-01-01'), ('0001-12-31 BC'), ('0100-05-05'), ('-infinity'), ('1969-12-31'), ('2021-01-03'), (null)) t(x) -- refused
-- extract
select extract(millennium from x) from (values ('2024-02-29 13:14:15.123456'::timestamp), ('2000-12-31'), ('2001-01-01 23:59:59.999999'), ('1969-12-31 23:59:59.5'), ('2021-01-03'), ('infinity'), ('1899-12-31 00:00:00.000001'), (null)) t(x) -- refused
select extract(epoch from x) from (values ('2024-02-29 13:14:15.123456'::timestamp), ('2000-12-31'), ('2001-01-01 23:59:59.999999'), ('1969-12-31 23:59:59.5'), ('2021-01-03'), ('infinity'), ('1899-12-31 00:00:00.000001'), (null)) t(x) -- refused
select extract(isodow from x) from (values ('2024-02-29 13:14:15.123456'::timestamp), ('2000-12-31'), ('2001-01-01 23:59:59.999999'), ('1969-12-31 23:59:59.5'), ('2021-01-03'), ('infinity'), ('1899-12-31 00:00:00.000001'), (null)) t(x)
select extract(month from x) from (values ('2024-02-29 13:14:15.123456'::timestamp), ('2000-12-31'), ('2001-01-01 23:59:59.999999'), ('1969-12-31 23:59:59.5'), ('2021-01-03'), ('infinity'), ('1899-12-31 00:00:00.000001'), (null)) t(x)
select extract(quarter from x) from (values ('2024-02-29 13:14:15.123456'::timestamp), ('2000-12-31'), ('2001-01-01 23:59:59.999999'), ('1969-12-31 23:59:59.5'), ('2021-01-03'), ('infinity'), ('1899-12-31 00:00:00.000001'), (null)) t(x)
select extract(week from x) from (values ('2024-02-29 13:14:15.123456'::timestamp), ('2000-12-31'), ('2001-01-01 23:59:59.999999'), ('1969-12-31 23:59:59.5'), ('2021-01-03'), ('infinity'), ('1899-12-31 00:00:00.000001'), (null)) t(x)
select extract(century from x) from (values ('2024-02-29 13:14:15.123456'::timestamp), ('2000-12-31'), ('2001-01-01 23:59:59.999999'), ('1969-12-31 23:59:59.5'), ('2021-01-03'), ('infinity'), ('1899-12-31 00:00:00.000001'), (null)) t(x) -- refused
extract(foo from '2024-02-29 13:14:15.123456'::timestamp)
select extract(hour from x) from (values ('2024-02-29 13:14:15.123456'::timestamp), ('2000-12-31'), ('2001-01-01 23:59:59.999999'), ('1969-12-31 23:59:59.5'), ('2021-01-03'), ('infinity'), ('1899-12-31 00:00:00.000001'), (null)) t(x)
select extract(doy from x) from (values ('2024-02-29 13:14:15.123456'::timestamp), ('2000-12-31'), ('2001-01-01 23:59:59.999999'), ('1969-12-31 23:59:59.5'), ('2021-01-03'), ('infinity'), ('1899-12-31 00:00:00.000001'), (null)) t(x)
select extract(year from x) from (values ('2024-02-29 13:14:15.123456'::timestamp), ('2000-12-31'), ('2001-01-01 23:59:59.999999'), ('1969-12-31 23:59:59.5'), ('2021-01-03'), ('infinity'), ('1899-12-31 00:00:00.000001'), (null)) t(x) -- refused
select extract(dow from x) from (values ('2024-02-29 13:14:15.123456'::timestamp), ('2000-12-31'), ('2001-01-01 23:59:59.999999'), ('1969-12-31 23:59:59.5'), ('2021-01-03'), ('infinity'), ('1899-12-31 00:00:00.000001'), (null)) t(x)
-- extract
select extract(microseconds from x) from (values ('2024-02-29 13:14:15.123456+02'::timestamptz), ('1500-01-01 00:00:00+00'), ('infinity'), (null)) t(x)
select extract(timezone_hour from x) from (values ('2024-02-29 13:14:15.123456+02'::timestamptz), ('1500-01-01 00:00:00+00'), ('infinity'), (null)) t(x)
select extract(epoch from x) from (values ('2024-02-29 13:14:15.123456+02'::timestamptz), ('1500-01-01 00:00:00+00'), ('infinity'), (null)) t(x) -- refused
select extract(month from x) from (values ('2024-02-29 13:14:15.123456+02'::timestamptz), ('1500-01-01 00:00:00+00'), ('infinity'), (null)) t(x)
select extract(second from x) from (values ('2024-02-29 13:14:15.123456+02'::timestamptz), ('1500-01-01 00:00:00+00'), ('infinity'), (null)) t(x)
select extract(week from x) from (values ('2024-02-29 13:14:15.123456+02'::timestamptz), ('1500-01-01 00:00:00+00'), ('infinity'), (null)) t(x)
select extract(milliseconds from x) from (values ('2024-02-29 13:14:15.123456+02'::timestamptz), ('1500-01-01 00:00:00+00'), ('infinity'), (null)) t(x)
select extract(hour from x) from (values ('2024-02-29 13:14:15.123456+02'::timestamptz), ('1500-01-01 00:00:00+00'), ('infinity'), (null)) t(x)
select extract(timezone from x) from (values ('2024-02-29 13:14:15.123456+02'::timestamptz), ('1500-01-01 00:00:00+00'), ('infinity'), (null)) t(x)
select extract(year from x) from (values ('2024-02-29 13:14:15.123456+02'::timestamptz), ('1500-01-01 00:00:00+00'), ('infinity'), (null)) t(x) -- refused
select extract(decade from x) from (values ('2024-02-29 13:14:15.123456+02'::timestamptz), ('1500-01-01 00:00:00+00'), ('infinity'), (null)) t(x) -- refused
select extract(isoyear from x) from (values ('2024-02-29 13:14:15.123456+02'::timestamptz), ('1500-01-01 00:00:00+00'), ('infinity'), (null)) t(x) -- refused
-- extract
extract(day from '23:59:58.5'::time)
select extract(minute from x) from (values ('23:59:58.5'::time), ('00:00:00'), ('24:00:00'), (null)) t(x)
select extract(hour from x) from (values ('23:59:58.5'::time), ('00:00:00'), ('24:00:00'), (null)) t(x)
select extract(epoch from x) from (values ('23:59:58.5'::time), ('00:00:00'), ('24:00:00'), (null)) t(x)
select extract(milliseconds from x) from (values ('23:59:58.5'::time), ('00:00:00'), ('24:00:00'), (null)) t(x)
select extract(microseconds from x) from (values ('23:59:58.5'::time), ('00:00:00'), ('24:00:00'), (null)) t(x)
select extract(second from x) from (values ('23:59:58.5'::time), ('00:00:00'), ('24:00:00'), (null)) t(x)
-- extract
select extract(month from x) from (values ('1 year 2 months 3 days 4.5 seconds'::interval), ('-1 year -2 months 3 days 4.5 seconds'), ('-125 minutes -4.5 seconds'), ('45 days 25 hours'), ('-33 years -5 months'), ('-3333 years'), ('15 days'), ('-15 days'), ('5 months'), ('-5 months'), ('-14 months'), ('0'), (null)) t(x)
select extract(year from x) from (values ('1 year 2 months 3 days 4.5 seconds'::interval), ('-1 year -2 months 3 days 4.5 seconds'), ('-125 minutes -4.5 seconds'), ('45 days 25 hours'), ('-33 years -5 months'), ('-3333 years'), ('15 days'), ('-15 days'), ('5 months'), ('-5 months'), ('-14 months'), ('0'), (null)) t(x)
select extract(millennium from x) from (values ('1 year 2 months 3 days 4.5 seconds'::interval), ('-1 year -2 months 3 days 4.5 seconds'), ('-125 minutes -4.5 seconds'), ('45 days 25 hours'), ('-33 years -5 months'), ('-3333 years'), ('15 days'), ('-15 days'), ('5 months'), ('-5 months'), ('-14 months'), ('0'), (null)) t(x)
select extract(second from x) from (values ('1 year 2 months 3 days 4.5 seconds'::interval), ('-1 year -2 months 3 days 4.5 seconds'), ('-125 minutes -4.5 seconds'), ('45 days 25 hours'), ('-33 years -5 months'), ('-3333 years'), ('15 days'), ('-15 days'), ('5 months'), ('-5 months'), ('-14 months'), ('0'), (null)) t(x)
select extract(milliseconds from x) from (values ('1 year 2 months 3 days 4.5 seconds'::interval), ('-1 year -2 months 3 days 4.5 seconds'), ('-125 minutes -4.5 seconds'), ('45 days 25 hours'), ('-33 years -5 months'), ('-3333 years'), ('15 days'), ('-15 days'), ('5 months'), ('-5 months'), ('-14 months'), ('0'), (null)) t(x)
extract(dow from '1 year 2 months 3 days 4.5 seconds'::interval)
select extract(quarter from x) from (values ('1 year 2 months 3 days 4.5 seconds'::interval), ('-1 year -2 months 3 days 4.5 seconds'), ('-125 minutes -4.5 seconds'), ('45 days 25 hours'), ('-33 years -5 months'), ('-3333 years'), ('15 days'), ('-15 days'), ('5 months'), ('-5 months'), ('-14 months'), ('0'), (null)) t(x)
select extract(minute from x) from (values ('1 year 2 months 3 days 4.5 seconds'::interval), ('-1 year -2 months 3 days 4.5 seconds'), ('-125 minutes -4.5 seconds'), ('45 days 25 hours'), ('-33 years -5 months'), ('-3333 years'), ('15 days'), ('-15 days'), ('5 months'), ('-5 months'), ('-14 months'), ('0'), (null)) t(x)
select extract(epoch from x) from (values ('1 year 2 months 3 days 4.5 seconds'::interval), ('-1 year -2 months 3 days 4.5 seconds'), ('-125 minutes -4.5 seconds'), ('45 days 25 hours'), ('-33 years -5 months'), ('-3333 years'), ('15 days'), ('-15 days'), ('5 months'), ('-5 months'), ('-14 months'), ('0'), (null)) t(x)
select extract(day from x) from (values ('1 year 2 months 3 days 4.5 seconds'::interval), ('-1 year -2 months 3 days 4.5 seconds'), ('-125 minutes -4.5 seconds'), ('45 days 25 hours'), ('-33 years -5 months'), ('-3333 years'), ('15 days'), ('-15 days'), ('5 months'), ('-5 months'), ('-14 months'), ('0'), (null)) t(x)
select extract(hour from x) from (values ('1 year 2 months 3 days 4.5 seconds'::interval), ('-1 year -2 months 3 days 4.5 seconds'), ('-125 minutes -4.5 seconds'), ('45 days 25 hours'), ('-33 years -5 months'), ('-3333 years'), ('15 days'), ('-15 days'), ('5 months'), ('-5 months'), ('-14 months'), ('0'), (null)) t(x)
select extract(century from x) from (values ('1 year 2 months 3 days 4.5 seconds'::interval), ('-1 year -2 months 3 days 4.5 seconds'), ('-125 minutes -4.5 seconds'), ('45 days 25 hours'), ('-33 years -5 months'), ('-3333 years'), ('15 days'), ('-15 days'), ('5 months'), ('-5 months'), ('-14 months'), ('0'), (null)) t(x)
-- date_part
select date_part('doy'::text, x) from (values ('2024-02-29 13:14:15.123456'::timestamp), ('1969-12-31 23:59:59.5'), ('infinity'), ('-infinity'), (null)) t(x)
select date_part('epoch'::text, x) from (values ('2024-02-29 13:14:15.123456'::timestamp), ('1969-12-31 23:59:59.5'), ('infinity'), ('-infinity'), (null)) t(x)
select date_part('microseconds'::text, x) from (values ('2024-02-29 13:14:15.123456'::timestamp), ('1969-12-31 23:59:59.5'), ('infinity'), ('-infinity'), (null)) t(x)
select date_part('year'::text, x) from (values ('2024-02-29 13:14:15.123456'::timestamp), ('1969-12-31 23:59:59.5'), ('infinity'), ('-infinity'), (null)) t(x)
select date_part('second'::text, x) from (values ('2024-02-29 13:14:15.123456'::timestamp), ('1969-12-31 23:59:59.5'), ('infinity'), ('-infinity'), (null)) t(x)
select date_part('decade'::text, x) from (values ('2024-02-29 13:14:15.123456'::timestamp), ('1969-12-31 23:59:59.5'), ('infinity'), ('-infinity'), (null)) t(x)
select date_part('milliseconds'::text, x) from (values ('2024-02-29 13:14:15.123456'::timestamp), ('1969-12-31 23:59:59.5'), ('infinity'), ('-infinity'), (null)) t(x)
select date_part('century'::text, x) from (values ('2024-02-29 13:14:15.123456'::timestamp), ('1969-12-31 23:59:59.5'), ('infinity'), ('-infinity'), (null)) t(x)
select date_part('hour'::text, x) from (values ('2024-02-29 13:14:15.123456'::timestamp), ('1969-12-31 23:59:59.5'), ('infinity'), ('-infinity'), (null)) t(x)
-- date_part
select date_part('year'::text, x) from (values ('2024-02-29'::date), ('infinity'), (null)) t(x)
select date_part('dow'::text, x) from (values ('2024-02-29'::date), ('infinity'), (null)) t(x)
select date_part('epoch'::text, x) from (values ('2024-02-29'::date), ('infinity'), (null)) t(x)
-- date_part
select date_part('epoch'::text, x) from (values ('13:14:15.123456'::time), ('24:00:00')) t(x)
select date_part('second'::text, x) from (values ('13:14:15.123456'::time), ('24:00:00')) t(x)
select date_part('hour'::text, x) from (values ('13:14:15.123456'::time), ('24:00:00')) t(x)
-- date_part
select date_part('epoch'::text, x) from (values ('1 year 2 months 3 days 4.5 seconds'::interval), ('-14 months')) t(x)
select date_part('year'::text, x) from (values ('1 year 2 months 3 days 4.5 seconds'::interval), ('-14 months')) t(x)
select date_part('second'::text, x) from (values ('1 year 2 months 3 days 4.5 seconds'::interval), ('-14 months')) t(x)
select date_part('month'::text, x) from (values ('1 year 2 months 3 days 4.5 seconds'::interval), ('-14 months')) t(x)
-- date_trunc
select date_trunc('minute'::text, x) from (values ('2024-02-29 13:14:15.123456'::timestamp), ('2000-12-31 23:59:59.999999'), ('2001-01-01'), ('1969-12-31 23:59:59.5'), ('infinity'), ('-infinity'), ('0001-01-01'), (null)) t(x)
select date_trunc('quarter'::text, x) from (values ('2024-02-29 13:14:15.123456'::timestamp), ('2000-12-31 23:59:59.999999'), ('2001-01-01'), ('1969-12-31 23:59:59.5'), ('infinity'), ('-infinity'), ('0001-01-01'), (null)) t(x)
select date_trunc('year'::text, x) from (values ('2024-02-29 13:14:15.123456'::timestamp), ('2000-12-31 23:59:59.999999'), ('2001-01-01'), ('1969-12-31 23:59:59.5'), ('infinity'), ('-infinity'), ('0001-01-01'), (null)) t(x)
select date_trunc('millennium'::text, x) from (values ('2024-02-29 13:14:15.123456'::timestamp), ('2000-12-31 23:59:59.999999'), ('2001-01-01'), ('1969-12-31 23:59:59.5'), ('infinity'), ('-infinity'), ('0001-01-01'), (null)) t(x)
date_trunc('dow'::text, '2024-02-29 13:14:15.123456'::timestamp)
date_trunc('foo'::text, '2024-02-29 13:14:15.123456'::timestamp)
select date_trunc('month'::text, x) from (values ('2024-02-29 13:14:15.123456'::timestamp), ('2000-12-31 23:59:59.999999'), ('2001-01-01'), ('1969-12-31 23:59:59.5'), ('infinity'), ('-infinity'), ('0001-01-01'), (null)) t(x)
select date_trunc('milliseconds'::text, x) from (values ('2024-02-29 13:14:15.123456'::timestamp), ('2000-12-31 23:59:59.999999'), ('2001-01-01'), ('1969-12-31 23:59:59.5'), ('infinity'), ('-infinity'), ('0001-01-01'), (null)) t(x)
select date_trunc('century'::text, x) from (values ('2024-02-29 13:14:15.123456'::timestamp), ('2000-12-31 23:59:59.999999'), ('2001-01-01'), ('1969-12-31 23:59:59.5'), ('infinity'), ('-infinity'), ('0001-01-01'), (null)) t(x)
select date_trunc('hour'::text, x) from (values ('2024-02-29 13:14:15.123456'::timestamp), ('2000-12-31 23:59:59.999999'), ('2001-01-01'), ('1969-12-31 23:59:59.5'), ('infinity'), ('-infinity'), ('0001-01-01'), (null)) t(x)
select date_trunc('day'::text, x) from (values ('2024-02-29 13:14:15.123456'::timestamp), ('2000-12-31 23:59:59.999999'), ('2001-01-01'), ('1969-12-31 23:59:59.5'), ('infinity'), ('-infinity'), ('0001-01-01'), (null)) t(x)
select date_trunc('second'::text, x) from (values ('2024-02-29 13:14:15.123456'::timestamp), ('2000-12-31 23:59:59.999999'), ('2001-01-01'), ('1969-12-31 23:59:59.5'), ('infinity'), ('-infinity'), ('0001-01-01'), (null)) t(x)
-- date_trunc
select date_trunc('day'::text, x) from (values ('2024-02-29 13:14:15.123456+02'::timestamptz), ('infinity'), ('1500-03-01 00:00:00+00'), (null)) t(x)
select date_trunc('year'::text, x) from (values ('2024-02-29 13:14:15.123456+02'::timestamptz), ('infinity'), ('1500-03-01 00:00:00+00'), (null)) t(x)
select date_trunc('century'::text, x) from (values ('2024-02-29 13:14:15.123456+02'::timestamptz), ('infinity'), ('1500-03-01 00:00:00+00'), (null)) t(x)
select date_trunc('hour'::text, x) from (values ('2024-02-29 13:14:15.123456+02'::timestamptz), ('infinity'), ('1500-03-01 00:00:00+00'), (null)) t(x)
select date_trunc('millennium'::text, x) from (values ('2024-02-29 13:14:15.123456+02'::timestamptz), ('infinity'), ('1500-03-01 00:00:00+00'), (null)) t(x)
select date_trunc('week'::text, x) from (values ('2024-02-29 13:14:15.123456+02'::timestamptz), ('infinity'), ('1500-03-01 00:00:00+00'), (null)) t(x)
select date_trunc('second'::text, x) from (values ('2024-02-29 13:14:15.123456+02'::timestamptz), ('infinity'), ('1500-03-01 00:00:00+00'), (null)) t(x)
select date_trunc('quarter'::text, x) from (values ('2024-02-29 13:14:15.123456+02'::timestamptz), ('infinity'), ('1500-03-01 00:00:00+00'), (null)) t(x)
select date_trunc('decade'::text, x) from (values ('2024-02-29 13:14:15.123456+02'::timestamptz), ('infinity'), ('1500-03-01 00:00:00+00'), (null)) t(x)
select date_trunc('month'::text, x) from (values ('2024-02-29 13:14:15.123456+02'::timestamptz), ('infinity'), ('1500-03-01 00:00:00+00'), (null)) t(x)
-- date_trunc
date_trunc('second'::text, '2024-03-31 00:30:00+00'::timestamptz, 'nope'::text)
select date_trunc('week'::text, x, 'Asia/Kolkata'::text) from (values ('2024-03-31 00:30:00+00'::timestamptz), ('2024-03-31 01:30:00+00'), ('2024-10-27 00:30:00+00'), ('2024-10-27 01:30:00+00'), ('infinity')) t(x)
select date_trunc('hour'::text, x, 'UTC'::text) from (values ('2024-03-31 00:30:00+00'::timestamptz), ('2024-03-31 01:30:00+00'), ('2024-10-27 00:30:00+00'), ('2024-10-27 01:30:00+00'), ('infinity')) t(x)
select date_trunc('month'::text, x, 'Europe/Berlin'::text) from (values ('2024-03-31 00:30:00+00'::timestamptz), ('2024-03-31 01:30:00+00'), ('2024-10-27 00:30:00+00'), ('2024-10-27 01:30:00+00'), ('infinity')) t(x)
select date_trunc('decade'::text, x, 'Europe/Berlin'::text) from (values ('2024-03-31 00:30:00+00'::timestamptz), ('2024-03-31 01:30:00+00'), ('2024-10-27 00:30:00+00'), ('2024-10-27 01:30:00+00'), ('infinity')) t(x)
select date_trunc('year'::text, x, 'EST'::text) from (values ('2024-03-31 00:30:00+00'::timestamptz), ('2024-03-31 01:30:00+00'), ('2024-10-27 00:30:00+00'), ('2024-10-27 01:30:00+00'), ('infinity')) t(x)
select date_trunc('decade'::text, x, 'Australia/Lord_Howe'::text) from (values ('2024-03-31 00:30:00+00'::timestamptz), ('2024-03-31 01:30:00+00'), ('2024-10-27 00:30:00+00'), ('2024-10-27 01:30:00+00'), ('infinity')) t(x)
select date_trunc('month'::text, x, 'america/new_york'::text) from (values ('2024-03-31 00:30:00+00'::timestamptz), ('2024-03-31 01:30:00+00'), ('2024-10-27 00:30:00+00'), ('2024-10-27 01:30:00+00'), ('infinity')) t(x)
select date_trunc('month'::text, x, 'Asia/Kolkata'::text) from (values ('2024-03-31 00:30:00+00'::timestamptz), ('2024-03-31 01:30:00+00'), ('2024-10-27 00:30:00+00'), ('2024-10-27 01:30:00+00'), ('infinity')) t(x)
select date_trunc('month'::text, x, 'UTC'::text) from (values ('2024-03-31 00:30:00+00'::timestamptz), ('2024-03-31 01:30:00+00'), ('2024-10-27 00:30:00+00'), ('2024-10-27 01:30:00+00'), ('infinity')) t(x)
select date_trunc('week'::text, x, 'Australia/Lord_Howe'::text) from (values ('2024-03-31 00:30:00+00'::timestamptz), ('2024-03-31 01:30:00+00'), ('2024-10-27 00:30:00+00'), ('2024-10-27 01:30:00+00'), ('infinity')) t(x)
select date_trunc('year'::text, x, 'UTC'::text) from (values ('2024-03-31 00:30:00+00'::timestamptz), ('2024-03-31 01:30:00+00'), ('2024-10-27 00:30:00+00'), ('2024-10-27 01:30:00+00'), ('infinity')) t(x)
-- date_trunc
select date_trunc('year'::text, x) from (values ('33 years 5 months 5 days 6 hours 7 min 8.123456 sec'::interval), ('-33 years -5 months 5 days -6 hours'), (null)) t(x)
select date_trunc('quarter'::text, x) from (values ('33 years 5 months 5 days 6 hours 7 min 8.123456 sec'::interval), ('-33 years -5 months 5 days -6 hours'), (null)) t(x)
select date_trunc('hour'::text, x) from (values ('33 years 5 months 5 days 6 hours 7 min 8.123456 sec'::interval), ('-33 years -5 months 5 days -6 hours'), (null)) t(x)
select date_trunc('decade'::text, x) from (values ('33 years 5 months 5 days 6 hours 7 min 8.123456 sec'::interval), ('-33 years -5 months 5 days -6 hours'), (null)) t(x)
date_trunc('week'::text, '33 years 5 months 5 days 6 hours 7 min 8.123456 sec'::interval)
select date_trunc('month'::text, x) from (values ('33 years 5 months 5 days 6 hours 7 min 8.123456 sec'::interval), ('-33 years -5 months 5 days -6 hours'), (null)) t(x)
select date_trunc('milliseconds'::text, x) from (values ('33 years 5 months 5 days 6 hours 7 min 8.123456 sec'::interval), ('-33 years -5 months 5 days -6 hours'), (null)) t(x)
select date_trunc('second'::text, x) from (values ('33 years 5 months 5 days 6 hours 7 min 8.123456 sec'::interval), ('-33 years -5 months 5 days -6 hours'), (null)) t(x)
select date_trunc('century'::text, x) from (values ('33 years 5 months 5 days 6 hours 7 min 8.123456 sec'::interval), ('-33 years -5 months 5 days -6 hours'), (null)) t(x)
select date_trunc('day'::text, x) from (values ('33 years 5 months 5 days 6 hours 7 min 8.123456 sec'::interval), ('-33 years -5 months 5 days -6 hours'), (null)) t(x)
-- date_bin
select date_bin(x, 'infinity'::timestamp, '-infinity'::timestamp) from (values ('15 minutes'::interval), ('1 day 2 hours'), ('-1 hour'), ('1 month'), ('0')) t(x)
select date_bin(x, '1999-01-01 00:00:01'::timestamp, '2020-02-11 15:44:17'::timestamp) from (values ('15 minutes'::interval), ('1 day 2 hours')) t(x)
date_bin('-1 hour'::interval, '1999-01-01 00:00:01'::timestamp, '2020-02-11 15:44:17'::timestamp)
date_bin('15 minutes'::interval, '1999-01-01 00:00:01'::timestamp, '-infinity'::timestamp)
select date_bin(x, 'infinity'::timestamp, '2001-01-01'::timestamp) from (values ('15 minutes'::interval), ('1 day 2 hours'), ('-1 hour'), ('1 month'), ('0')) t(x)
select date_bin(x, 'infinity'::timestamp, '2020-02-11 15:44:17'::timestamp) from (values ('15 minutes'::interval), ('1 day 2 hours'), ('-1 hour'), ('1 month'), ('0')) t(x)
date_bin('15 minutes'::interval, '2020-02-11 15:44:17'::timestamp, '-infinity'::timestamp)
select date_bin(x, '1999-01-01 00:00:01'::timestamp, '2001-01-01'::timestamp) from (values ('15 minutes'::interval), ('1 day 2 hours')) t(x)
date_bin('-1 hour'::interval, '1999-01-01 00:00:01'::timestamp, '2001-01-01'::timestamp)
select date_bin(x, '2020-02-11 15:44:17'::timestamp, '2020-02-11 15:44:17'::timestamp) from (values ('15 minutes'::interval), ('1 day 2 hours')) t(x)
date_bin('-1 hour'::interval, '2020-02-11 15:44:17'::timestamp, '2020-02-11 15:44:17'::timestamp)
select date_bin(x, '2020-02-11 15:44:17'::timestamp, '2001-01-01'::timestamp) from (values ('15 minutes'::interval), ('1 day 2 hours')) t(x)
date_bin('-1 hour'::interval, '2020-02-11 15:44:17'::timestamp, '2001-01-01'::timestamp)
select date_bin(x, y, z) from (values ('0'::interval, 'infinity'::timestamp, '2001-01-01'::timestamp), ('15 minutes', 'infinity', '2020-02-11 15:44:17'), ('1 day 2 hours', 'infinity', '2020-02-11 15:44:17'), ('15 minutes', '2020-02-11 15:44:17', '2001-01-01'), ('1 month', 'infinity', '-infinity'), ('-1 hour', 'infinity', '2020-02-11 15:44:17'), ('1 month', 'infinity', '2001-01-01'), ('1 day 2 hours', '2020-02-11 15:44:17', '2001-01-01'), ('15 minutes', '2020-02-11 15:44:17', '2020-02-11 15:44:17'), ('1 day 2 hours', '1999-01-01 00:00:01', '2001-01-01'), ('1 day 2 hours', 'infinity', '-infinity'), ('1 day 2 hours', 'infinity', '2001-01-01')) t(x, y, z)
-- date_bin
date_bin('15 minutes'::interval, '2020-02-11 15:44:17'::timestamptz, '2001-01-01'::timestamptz)
date_bin('15 minutes'::interval, '1999-01-01 00:00:01'::timestamptz, '2001-01-01'::timestamptz)
select date_bin(x, y, z) from (values ('15 minutes'::interval, '2020-02-11 15:44:17'::timestamptz, '2001-01-01'::timestamptz), ('15 minutes', '1999-01-01 00:00:01', '2001-01-01')) t(x, y, z)
-- +
select x + '1'::int4 from (values ('2024-02-28'::date), ('0001-01-01 BC'), ('infinity'), (null)) t(x)
select x + '400'::int4 from (values ('2024-02-28'::date), ('0001-01-01 BC'), ('infinity'), (null)) t(x)
select x + '-1'::int4 from (values ('2024-02-28'::date), ('0001-01-01 BC'), ('infinity'), (null)) t(x)
select x + '0'::int4 from (values ('2024-02-28'::date), ('0001-01-01 BC'), ('infinity'), (null)) t(x)
select x + NULL::int4 from (values ('2024-02-28'::date), ('0001-01-01 BC'), ('infinity'), (null)) t(x)
select x + y from (values ('2024-02-28'::date, NULL::int4), ('infinity', null), ('infinity', '-1'), ('2024-02-28', '0'), ('0001-01-01 BC', '0'), ('0001-01-01 BC', '1'), (null, null), ('infinity', '1'), (null, '0'), (null, '400'), ('2024-02-28', '400'), ('infinity', '0')) t(x, y)
-- +
'1'::int4 + '2024-02-28'::date
select x + y from (values ('1'::int4, '2024-02-28'::date)) t(x, y)
-- -
select x - '60'::int4 from (values ('2024-02-28'::date), (null)) t(x)
select x - '1'::int4 from (values ('2024-02-28'::date), (null)) t(x)
select x - y from (values ('2024-02-28'::date, '1'::int4), ('2024-02-28', '60'), (null, '60'), (null, '1')) t(x, y)
-- -
select x - '0044-01-01 BC'::date from (values ('2024-02-28'::date), (null)) t(x)
'infinity'::date - '0044-01-01 BC'::date
select x - '2023-01-01'::date from (values ('2024-02-28'::date), (null)) t(x)
'infinity'::date - '2023-01-01'::date
NULL::date - 'infinity'::date
'2024-02-28'::date - 'infinity'::date
select x - y from (values (NULL::date, 'infinity'::date), ('2024-02-28', '0044-01-01 BC'), ('2024-02-28', '2023-01-01'), (null, '2023-01-01'), (null, '0044-01-01 BC')) t(x, y)
-- +
select x + '1.5 hours'::interval from (values ('2024-01-31'::date), ('infinity'), (null)) t(x)
select x + '1 day'::interval from (values ('2024-01-31'::date), ('infinity'), (null)) t(x)
select x + '1 month'::interval from (values ('2024-01-31'::date), ('infinity'), (null)) t(x)
select x + NULL::interval from (values ('2024-01-31'::date), ('infinity'), (null)) t(x)
select x + '-13 months 2 hours'::interval from (values ('2024-01-31'::date), ('infinity'), (null)) t(x)
select x + y from (values (NULL::date, '1 day'::interval), (null, '1.5 hours'), ('infinity', '1.5 hours'), (null, '1 month'), ('infinity', '1 day'), ('infinity', null), ('2024-01-31', '1.5 hours'), ('infinity', '-13 months 2 hours'), ('infinity', '1 month'), ('2024-01-31', null), ('2024-01-31', '-13 months 2 hours'), ('2024-01-31', '1 month')) t(x, y)
-- +
'1 month'::interval + '2024-01-31'::date
select x + y from (values ('1 month'::interval, '2024-01-31'::date)) t(x, y)
-- -
'2024-03-31'::date - '1 month'::interval
'2024-03-31'::date - '1 day 1 second'::interval
select x - y from (values ('2024-03-31'::date, '1 month'::interval), ('2024-03-31', '1 day 1 second')) t(x, y)
-- +
select x + '24:00:00'::time from (values ('2024-03-31'::date), ('infinity')) t(x)
select x + '12:34:56.789'::time from (values ('2024-03-31'::date), ('infinity')) t(x)
select x + y from (values ('infinity'::date, '24:00:00'::time), ('infinity', '12:34:56.789'), ('2024-03-31', '24:00:00'), ('2024-03-31', '12:34:56.789')) t(x, y)
-- +
'12:34:56.789'::time + '2024-03-31'::date
select x + y from (values ('12:34:56.789'::time, '2024-03-31'::date)) t(x, y)
-- +
select x + '-13 months 2 hours'::interval from (values ('2024-01-31 10:00:00'::timestamp), ('infinity'), (null)) t(x)
select x + '1 month'::interval from (values ('2024-01-31 10:00:00'::timestamp), ('infinity'), (null)) t(x)
select x + '25 hours'::interval from (values ('2024-01-31 10:00:00'::timestamp), ('infinity'), (null)) t(x)
select x + NULL::interval from (values ('2024-01-31 10:00:00'::timestamp), ('infinity'), (null)) t(x)
select x + '1 year 1 month 1 day'::interval from (values ('2024-01-31 10:00:00'::timestamp), ('infinity'), (null)) t(x)
select x + y from (values (NULL::timestamp, NULL::interval), ('2024-01-31 10:00:00', null), ('2024-01-31 10:00:00', '25 hours'), ('infinity', '-13 months 2 hours'), ('2024-01-31 10:00:00', '1 month'), ('infinity', '1 month'), ('infinity', '1 year 1 month 1 day'), (null, '1 month'), ('infinity', '25 hours'), ('2024-01-31 10:00:00', '-13 months 2 hours'), (null, '1 year 1 month 1 day'), ('infinity', null)) t(x, y)
-- -
select x - '-13 months 2 hours'::interval from (values ('2024-03-31 10:00:00'::timestamp), ('infinity'), (null)) t(x)
select x - '1 month'::interval from (values ('2024-03-31 10:00:00'::timestamp), ('infinity'), (null)) t(x)
select x - '1 year 1 month 1 day'::interval from (values ('2024-03-31 10:00:00'::timestamp), ('infinity'), (null)) t(x)
select x - '25 hours'::interval from (values ('2024-03-31 10:00:00'::timestamp), ('infinity'), (null)) t(x)
select x - y from (values ('infinity'::timestamp, '1 year 1 month 1 day'::interval), ('2024-03-31 10:00:00', '1 month'), ('2024-03-31 10:00:00', '-13 months 2 hours'), (null, '1 year 1 month 1 day'), (null, '25 hours'), ('infinity', '1 month'), (null, '-13 months 2 hours'), (null, '1 month'), ('infinity', '25 hours'), ('infinity', '-13 months 2 hours'), ('2024-03-31 10:00:00', '1 year 1 month 1 day'), ('2024-03-31 10:00:00', '25 hours')) t(x, y)
-- -
select x - '2024-01-31 12:30:00'::timestamp from (values ('2024-03-31 10:00:00'::timestamp), ('1999-12-31 23:59:59.999999')) t(x)
select x - '2030-01-01'::timestamp from (values ('2024-03-31 10:00:00'::timestamp), ('1999-12-31 23:59:59.999999')) t(x)
select x - y from (values ('2024-03-31 10:00:00'::timestamp, '2024-01-31 12:30:00'::timestamp), ('2024-03-31 10:00:00', '2030-01-01'), ('1999-12-31 23:59:59.999999', '2030-01-01'), ('1999-12-31 23:59:59.999999', '2024-01-31 12:30:00')) t(x, y)
-- -
select x - '2030-01-01'::timestamptz from (values ('2024-03-31 10:00:00+02'::timestamptz), ('1999-12-31 23:59:59.999999')) t(x)
select x - '2024-01-31 12:30:00'::timestamptz from (values ('2024-03-31 10:00:00+02'::timestamptz), ('1999-12-31 23:59:59.999999')) t(x)
select x - y from (values ('2024-03-31 10:00:00+02'::timestamptz, '2024-01-31 12:30:00'::timestamptz), ('1999-12-31 23:59:59.999999', '2024-01-31 12:30:00'), ('2024-03-31 10:00:00+02', '2030-01-01'), ('1999-12-31 23:59:59.999999', '2030-01-01')) t(x, y)
-- +
select x + '1 month'::interval from (values ('2024-01-31 10:00:00'::timestamptz), ('infinity'), (null)) t(x)
select x + NULL::interval from (values ('2024-01-31 10:00:00'::timestamptz), ('infinity'), (null)) t(x)
select x + '1 day'::interval from (values ('2024-01-31 10:00:00'::timestamptz), ('infinity'), (null)) t(x)
select x + '-13 months 2 hours'::interval from (values ('2024-01-31 10:00:00'::timestamptz), ('infinity'), (null)) t(x)
select x + y from (values ('2024-01-31 10:00:00'::timestamptz, '1 day'::interval), ('2024-01-31 10:00:00', '-13 months 2 hours'), ('infinity', '1 day'), (null, '-13 months 2 hours'), ('infinity', null), (null, '1 month'), ('2024-01-31 10:00:00', '1 month'), (null, null), ('infinity', '1 month'), (null, '1 day'), ('2024-01-31 10:00:00', null), ('infinity', '-13 months 2 hours')) t(x, y)
-- -
select x - '-13 months 2 hours'::interval from (values ('2024-01-31 10:00:00'::timestamptz), ('-infinity'), (null)) t(x)
select x - '1 day'::interval from (values ('2024-01-31 10:00:00'::timestamptz), ('-infinity'), (null)) t(x)
select x - NULL::interval from (values ('2024-01-31 10:00:00'::timestamptz), ('-infinity'), (null)) t(x)
select x - '1 month'::interval from (values ('2024-01-31 10:00:00'::timestamptz), ('-infinity'), (null)) t(x)
select x - y from (values ('2024-01-31 10:00:00'::timestamptz, '-13 months 2 hours'::interval), (null, '-13 months 2 hours'), ('2024-01-31 10:00:00', null), (null, '1 month'), ('2024-01-31 10:00:00', '1 day'), ('-infinity', '-13 months 2 hours'), ('-infinity', null), ('-infinity', '1 month'), ('-infinity', '1 day'), (null, '1 day'), ('2024-01-31 10:00:00', '1 month'), (null, null)) t(x, y)
-- +
select x + '2 hours'::interval from (values ('23:00'::time), ('00:00'), ('24:00'), (null)) t(x)
select x + '1 month'::interval from (values ('23:00'::time), ('00:00'), ('24:00'), (null)) t(x)
select x + '3 days 1 minute'::interval from (values ('23:00'::time), ('00:00'), ('24:00'), (null)) t(x)
select x + '-25 hours'::interval from (values ('23:00'::time), ('00:00'), ('24:00'), (null)) t(x)
select x + y from (values (NULL::time, '3 days 1 minute'::interval), ('00:00', '2 hours'), ('23:00', '3 days 1 minute'), ('00:00', '-25 hours'), ('00:00', '1 month'), ('00:00', '3 days 1 minute'), ('24:00', '2 hours'), ('23:00', '-25 hours'), (null, '1 month'), ('23:00', '2 hours'), (null, '-25 hours'), ('24:00', '1 month')) t(x, y)
-- -
select x - '3 days 1 minute'::interval from (values ('23:00'::time), ('00:00'), ('24:00'), (null)) t(x)
select x - '-25 hours'::interval from (values ('23:00'::time), ('00:00'), ('24:00'), (null)) t(x)
select x - '2 hours'::interval from (values ('23:00'::time), ('00:00'), ('24:00'), (null)) t(x)
select x - y from (values ('00:00'::time, '3 days 1 minute'::interval), ('23:00', '3 days 1 minute'), (null, '-25 hours'), (null, '2 hours'), ('00:00', '2 hours'), ('23:00', '2 hours'), (null, '3 days 1 minute'), ('24:00', '3 days 1 minute'), ('00:00', '-25 hours'), ('23:00', '-25 hours'), ('24:00', '2 hours'), ('24:00', '-25 hours')) t(x, y)
-- -
select x - '24:00'::time from (values ('23:00'::time), ('00:00:00.5')) t(x)
select x - '01:30'::time from (values ('23:00'::time), ('00:00:00.5')) t(x)
select x - y from (values ('23:00'::time, '24:00'::time), ('00:00:00.5', '01:30'), ('23:00', '01:30'), ('00:00:00.5', '24:00')) t(x, y)
-- +
select x + '1 month -3 hours'::interval from (values ('1 day 2 hours'::interval), ('-1 mon')) t(x)
select x + NULL::interval from (values ('1 day 2 hours'::interval), ('-1 mon')) t(x)
select x + y from (values ('-1 mon'::interval, NULL::interval), ('1 day 2 hours', '1 month -3 hours'), ('1 day 2 hours', null), ('-1 mon', '1 month -3 hours')) t(x, y)
-- -
select x - '1 month -3 hours'::interval from (values ('1 day 2 hours'::interval), ('-1 mon')) t(x)
select x - NULL::interval from (values ('1 day 2 hours'::interval), ('-1 mon')) t(x)
select x - y from (values ('-1 mon'::interval, NULL::interval), ('1 day 2 hours', '1 month -3 hours'), ('1 day 2 hours', null), ('-1 mon', '1 month -3 hours')) t(x, y)
-- negative
select - x from (values ('1 day -2 hours'::interval), ('1 mon'), ('0')) t(x)
-- *
select x * '-2.75'::float8 from (values ('1 month 1 day'::interval), ('1 day'), ('1 year 2 mons 3 days 4:05:06.7'), ('-1 mon 7 days -3:33:33'), ('1 sec'), ('0')) t(x)
select x * NULL::float8 from (values ('1 month 1 day'::interval), ('1 day'), ('1 year 2 mons 3 days 4:05:06.7'), ('-1 mon 7 days -3:33:33'), ('1 sec'), ('0')) t(x)
select x * '3'::float8 from (values ('1 month 1 day'::interval), ('1 day'), ('1 year 2 mons 3 days 4:05:06.7'), ('-1 mon 7 days -3:33:33'), ('1 sec'), ('0')) t(x)
select x * '0'::float8 from (values ('1 month 1 day'::interval), ('1 day'), ('1 year 2 mons 3 days 4:05:06.7'), ('-1 mon 7 days -3:33:33'), ('1 sec'), ('0')) t(x)
select x * '0.1'::float8 from (values ('1 month 1 day'::interval), ('1 day'), ('1 year 2 mons 3 days 4:05:06.7'), ('-1 mon 7 days -3:33:33'), ('1 sec'), ('0')) t(x)
select x * '1e10'::float8 from (values ('1 sec'::interval), ('0')) t(x) -- refused
'1 month 1 day'::interval * '1e10'::float8
select x * '0.333333333'::float8 from (values ('1 month 1 day'::interval), ('1 day'), ('1 year 2 mons 3 days 4:05:06.7'), ('-1 mon 7 days -3:33:33'), ('1 sec'), ('0')) t(x)
select x * '1.5'::float8 from (values ('1 month 1 day'::interval), ('1 day'), ('1 year 2 mons 3 days 4:05:06.7'), ('-1 mon 7 days -3:33:33'), ('1 sec'), ('0')) t(x)
'1 month 1 day'::interval * 'NaN'::float8
select x * y from (values ('-1 mon 7 days -3:33:33'::interval, '1.5'::float8), ('1 sec', '1.5'), ('1 day', '3'), ('0', '0.333333333'), ('1 month 1 day', '0.333333333'), ('0', null), ('0', '0.1'), ('1 day', '0.1'), ('1 month 1 day', null), ('0', '-2.75'), ('1 year 2 mons 3 days 4:05:06.7', '-2.75'), ('1 sec', '0')) t(x, y)
-- *
'2.5'::float8 * '1 day'::interval
select x * y from (values ('2.5'::float8, '1 day'::interval)) t(x, y)
-- /
select x / NULL::float8 from (values ('1 month 1 day'::interval), ('1 day'), ('1 year 2 mons 3 days 4:05:06.7'), ('-1 mon 7 days -3:33:33'), ('1 year')) t(x)
select x / '3'::float8 from (values ('1 month 1 day'::interval), ('1 day'), ('1 year 2 mons 3 days 4:05:06.7'), ('-1 mon 7 days -3:33:33'), ('1 year')) t(x)
select x / '-2.75'::float8 from (values ('1 month 1 day'::interval), ('1 day'), ('1 year 2 mons 3 days 4:05:06.7'), ('-1 mon 7 days -3:33:33'), ('1 year')) t(x)
'1 month 1 day'::interval / '0'::float8
select x / '1.5'::float8 from (values ('1 month 1 day'::interval), ('1 day'), ('1 year 2 mons 3 days 4:05:06.7'), ('-1 mon 7 days -3:33:33'), ('1 year')) t(x)
select x / '7'::float8 from (values ('1 month 1 day'::interval), ('1 day'), ('1 year 2 mons 3 days 4:05:06.7'), ('-1 mon 7 days -3:33:33'), ('1 year')) t(x)
select x / '1e10'::float8 from (values ('1 month 1 day'::interval), ('1 day'), ('1 year 2 mons 3 days 4:05:06.7'), ('-1 mon 7 days -3:33:33'), ('1 year')) t(x)
select x / y from (values ('1 month 1 day'::interval, NULL::float8), ('-1 mon 7 days -3:33:33', '-2.75'), ('1 day', '1.5'), ('1 year', '1e10'), ('1 month 1 day', '3'), ('1 month 1 day', '1e10'), ('1 day', '3'), ('1 month 1 day', '7'), ('1 day', '1e10'), ('1 year', null), ('1 year', '3'), ('1 year 2 mons 3 days 4:05:06.7', '3')) t(x, y)
-- age
select age(x, '2024-03-01 01:02:03'::timestamp) from (values ('2024-03-01'::timestamp), ('2024-01-31'), ('2023-12-31 23:59:59'), ('2020-02-29'), ('infinity')) t(x) -- refused
select age(x, '1999-12-31 23:59:59.5'::timestamp) from (values ('2024-03-01'::timestamp), ('2024-01-31'), ('2023-12-31 23:59:59'), ('2020-02-29'), ('infinity')) t(x) -- refused
select age(x, '2000-02-29'::timestamp) from (values ('2024-03-01'::timestamp), ('2024-01-31'), ('2023-12-31 23:59:59'), ('2020-02-29'), ('infinity')) t(x) -- refused
select age(x, '2024-01-31'::timestamp) from (values ('2024-03-01'::timestamp), ('2024-01-31'), ('2023-12-31 23:59:59'), ('2020-02-29'), ('infinity')) t(x) -- refused
select age(x, y) from (values ('2023-12-31 23:59:59'::timestamp, '2024-01-31'::timestamp), ('infinity', '1999-12-31 23:59:59.5'), ('infinity', '2024-01-31'), ('2024-01-31', '2024-03-01 01:02:03'), ('2020-02-29', '2024-01-31'), ('2024-01-31', '1999-12-31 23:59:59.5'), ('2024-03-01', '2024-03-01 01:02:03'), ('infinity', '2000-02-29'), ('2024-01-31', '2024-01-31'), ('2023-12-31 23:59:59', '2000-02-29'), ('2024-03-01', '2000-02-29'), ('2024-01-31', '2000-02-29')) t(x, y) -- refused
-- age
select age(x, '2024-01-31'::timestamptz) from (values ('2024-03-01'::timestamptz), ('2020-02-29')) t(x)
select age(x, '2000-02-29'::timestamptz) from (values ('2024-03-01'::timestamptz), ('2020-02-29')) t(x)
select age(x, y) from (values ('2020-02-29'::timestamptz, '2024-01-31'::timestamptz), ('2024-03-01', '2000-02-29'), ('2020-02-29', '2000-02-29'), ('2024-03-01', '2024-01-31')) t(x, y)
-- isfinite
select isfinite(x) from (values ('2024-03-01'::date), ('infinity'), (null)) t(x)
-- isfinite
select isfinite(x) from (values ('2024-03-01'::timestamp), ('-infinity')) t(x)
-- isfinite
select isfinite(x) from (values ('1 day'::interval), (null)) t(x)
-- make_date
select make_date(x, '2'::int4, '29'::int4) from (values ('2024'::int4), (null)) t(x)
make_date('-44'::int4, '2'::int4, '29'::int4)
make_date(NULL::int4, '13'::int4, '29'::int4)
make_date('2024'::int4, '13'::int4, '29'::int4)
make_date(NULL::int4, '0'::int4, '1'::int4)
make_date('2024'::int4, '0'::int4, '1'::int4)
make_date(NULL::int4, '0'::int4, '31'::int4)
make_date('2024'::int4, '0'::int4, '31'::int4)
make_date(NULL::int4, '2'::int4, '31'::int4)
make_date('2024'::int4, '2'::int4, '31'::int4)
make_date(NULL::int4, '0'::int4, '29'::int4)
make_date('2024'::int4, '0'::int4, '29'::int4)
select make_date(x, '2'::int4, '1'::int4) from (values ('2024'::int4), ('-44'), ('2023'), (null)) t(x)
make_date('0'::int4, '2'::int4, '1'::int4)
make_date(NULL::int4, '13'::int4, '1'::int4)
make_date('2024'::int4, '13'::int4, '1'::int4)
make_date(NULL::int4, '13'::int4, '31'::int4)
make_date('2024'::int4, '13'::int4, '31'::int4)
select make_date(x, y, z) from (values (NULL::int4, '13'::int4, '1'::int4), (null, '0', '29'), ('-44', '2', '1'), (null, '0', '1'), (null, '13', '31'), (null, '2', '1'), (null, '0', '31'), (null, '2', '31'), ('2023', '2', '1'), (null, '2', '29'), ('2024', '2', '29'), ('2024', '2', '1')) t(x, y, z)
-- make_time
make_time(NULL::int4, '60'::int4, '59.5'::float8)
make_time('23'::int4, '60'::int4, '59.5'::float8)
make_time(NULL::int4, '0'::int4, 'NaN'::float8)
make_time('23'::int4, '0'::int4, 'NaN'::float8)
make_time(NULL::int4, '0'::int4, '60.1'::float8)
make_time('23'::int4, '0'::int4, '60.1'::float8)
select make_time(x, '0'::int4, '0'::float8) from (values ('23'::int4), ('24'), ('0'), (null)) t(x)
make_time('25'::int4, '0'::int4, '0'::float8)
select make_time(x, '59'::int4, '0'::float8) from (values ('23'::int4), ('0'), (null)) t(x)
make_time('24'::int4, '59'::int4, '0'::float8)
make_time(NULL::int4, '60'::int4, '0'::float8)
make_time('23'::int4, '60'::int4, '0'::float8)
make_time(NULL::int4, '60'::int4, '59.9999999'::float8)
make_time('23'::int4, '60'::int4, '59.9999999'::float8)
make_time(NULL::int4, '59'::int4, 'NaN'::float8)
make_time('23'::int4, '59'::int4, 'NaN'::float8)
select make_time(x, '59'::int4, '60'::float8) from (values ('23'::int4), ('0'), (null)) t(x)
make_time('24'::int4, '59'::int4, '60'::float8)
make_time(NULL::int4, '60'::int4, '60'::float8)
make_time('23'::int4, '60'::int4, '60'::float8)
make_time(NULL::int4, '60'::int4, '60.1'::float8)
make_time('23'::int4, '60'::int4, '60.1'::float8)
select make_time(x, '0'::int4, '59.5'::float8) from (values ('23'::int4), ('0'), (null)) t(x)
make_time('24'::int4, '0'::int4, '59.5'::float8)
select make_time(x, y, z) from (values (NULL::int4, '0'::int4, '60'::float8), (null, '0', 'NaN'), ('0', '0', '59.5'), (null, '0', '59.5'), ('0', '0', '0'), ('0', '59', '0'), (null, '59', '0'), ('0', '59', '60'), ('24', '0', '0'), (null, '59', 'NaN'), (null, '59', '59.9999999'), ('0', '59', '59.9999999')) t(x, y, z)
-- make_timestamp
make_timestamp('2024'::int4, '2'::int4, '29'::int4, '24'::int4, '0'::int4, '60'::float8)
make_timestamp('2024'::int4, '2'::int4, '29'::int4, '24'::int4, '59'::int4, '0'::float8)
make_timestamp('2024'::int4, '2'::int4, '29'::int4, '23'::int4, '0'::int4, '0'::float8)
make_timestamp('-44'::int4, '2'::int4, '29'::int4, '23'::int4, '0'::int4, '0'::float8)
make_timestamp('2024'::int4, '2'::int4, '30'::int4, '23'::int4, '59'::int4, '0'::float8)
make_timestamp('2024'::int4, '2'::int4, '29'::int4, '23'::int4, '0'::int4, '59.999999'::float8)
make_timestamp('-44'::int4, '2'::int4, '29'::int4, '23'::int4, '0'::int4, '59.999999'::float8)
make_timestamp('2024'::int4, '2'::int4, '30'::int4, '23'::int4, '0'::int4, '59.999999'::float8)
make_timestamp('2024'::int4, '2'::int4, '29'::int4, '23'::int4, '59'::int4, '60'::float8)
make_timestamp('-44'::int4, '2'::int4, '29'::int4, '23'::int4, '59'::int4, '60'::float8)
make_timestamp('2024'::int4, '2'::int4, '30'::int4, '24'::int4, '0'::int4, '59.999999'::float8)
make_timestamp('2024'::int4, '2'::int4, '29'::int4, '24'::int4, '59'::int4, '59.999999'::float8)
make_timestamp('2024'::int4, '2'::int4, '30'::int4, '24'::int4, '0'::int4, '0'::float8)
make_timestamp('2024'::int4, '2'::int4, '29'::int4, '23'::int4, '59'::int4, '59.999999'::float8)
make_timestamp('-44'::int4, '2'::int4, '29'::int4, '23'::int4, '59'::int4, '59.999999'::float8)
make_timestamp('2024'::int4, '2'::int4, '30'::int4, '24'::int4, '59'::int4, '59.999999'::float8)
select make_timestamp(x, y, z, u, v, w) from (values ('2024'::int4, '2'::int4, '29'::int4, '23'::int4, '0'::int4, '60'::float8), ('2024', '2', '29', '23', '59', '60'), ('2024', '2', '29', '23', '59', '0'), ('2024', '2', '29', '24', '0', '0'), ('2024', '2', '29', '23', '59', '59.999999'), ('2024', '2', '29', '23', '0', '0'), ('2024', '2', '29', '23', '0', '59.999999')) t(x, y, z, u, v, w)
-- make_interval
select make_interval(x, '2'::int4, '3'::int4, '4'::int4, '5'::int4, '6'::int4, '7.5'::float8) from (values ('1'::int4), (null)) t(x)
select make_interval(x, '2'::int4, '3'::int4, '4'::int4, '5'::int4, '6'::int4, '-0.0000015'::float8) from (values ('1'::int4), (null)) t(x)
select make_interval(x, y, z, u, v, w, r) from (values ('1'::int4, '2'::int4, '3'::int4, '4'::int4, '5'::int4, '6'::int4, '7.5'::float8), (null, '2', '3', '4', '5', '6', '7.5'), (null, '2', '3', '4', '5', '6', '-0.0000015'), ('1', '2', '3', '4', '5', '6', '-0.0000015')) t(x, y, z, u, v, w, r)
-- make_interval
make_interval('1'::int4, '2'::int4)
select make_interval(x, y) from (values ('1'::int4, '2'::int4)) t(x, y)
-- to_timestamp
select to_timestamp(x) from (values ('1704067200.123456'::float8), ('-0.5'), ('0'), ('1e10'), ('1704067200.1234567'), ('-62135596800.000001'), ('infinity'), (null), ('12345678901.2345678')) t(x)
to_timestamp('NaN'::float8)
-- justify_days
select justify_days(x) from (values ('35 days'::interval), ('-35 days'), ('1 mon -5 days'), ('-1 mon 65 days 30 hours'), (null)) t(x)
-- justify_hours
select justify_hours(x) from (values ('35 hours'::interval), ('-35 hours'), ('1 day -5 hours'), ('-1 day 65 hours'), ('29 days 49 hours')) t(x)
-- justify_interval
select justify_interval(x) from (values ('1 mon -1 hour'::interval), ('-1 mon 1 hour'), ('35 days 49 hours'), ('-35 days -49 hours'), ('1 mon -40 days 3 hours'), ('0'), ('29 days 24 hours')) t(x)
-- overlaps
select (x,NULL::timestamp) overlaps ('2024-01-03'::timestamp,NULL::timestamp) from (values ('2024-01-01'::timestamp), ('2024-01-05'), (null)) t(x)
select (x,'2024-01-03'::timestamp) overlaps ('2024-01-03'::timestamp,'2024-01-03'::timestamp) from (values ('2024-01-01'::timestamp), ('2024-01-05'), (null)) t(x)
select (x,'2024-01-03'::timestamp) overlaps ('2024-01-03'::timestamp,'2024-01-04'::timestamp) from (values ('2024-01-01'::timestamp), ('2024-01-05'), (null)) t(x)
select (x,NULL::timestamp) overlaps ('2024-01-02'::timestamp,'2024-01-04'::timestamp) from (values ('2024-01-01'::timestamp), ('2024-01-05'), (null)) t(x)
select (x,NULL::timestamp) overlaps ('2024-01-03'::timestamp,'2024-01-04'::timestamp) from (values ('2024-01-01'::timestamp), ('2024-01-05'), (null)) t(x)
select (x,NULL::timestamp) overlaps ('2024-01-02'::timestamp,NULL::timestamp) from (values ('2024-01-01'::timestamp), ('2024-01-05'), (null)) t(x)
select (x,'2024-01-10'::timestamp) overlaps ('2024-01-02'::timestamp,'2024-01-03'::timestamp) from (values ('2024-01-01'::timestamp), ('2024-01-05'), (null)) t(x)
select (x,'2024-01-10'::timestamp) overlaps (NULL::timestamp,'2024-01-04'::timestamp) from (values ('2024-01-01'::timestamp), ('2024-01-05'), (null)) t(x)
select (x,'2024-01-03'::timestamp) overlaps (NULL::timestamp,'2024-01-04'::timestamp) from (values ('2024-01-01'::timestamp), ('2024-01-05'), (null)) t(x)
select (x,'2024-01-10'::timestamp) overlaps ('2024-01-02'::timestamp,'2024-01-04'::timestamp) from (values ('2024-01-01'::timestamp), ('2024-01-05'), (null)) t(x)
select (x,'2024-01-10'::timestamp) overlaps ('2024-01-02'::timestamp,NULL::timestamp) from (values ('2024-01-01'::timestamp), ('2024-01-05'), (null)) t(x)
select (x,NULL::timestamp) overlaps ('2024-01-03'::timestamp,'2024-01-03'::timestamp) from (values ('2024-01-01'::timestamp), ('2024-01-05'), (null)) t(x)
select (x,y) overlaps (z,u) from (values (NULL::timestamp, '2024-01-10'::timestamp, '2024-01-03'::timestamp, '2024-01-04'::timestamp), (null, '2024-01-10', '2024-01-03', null), ('2024-01-01', '2024-01-03', null, null), ('2024-01-05', '2024-01-03', '2024-01-02', '2024-01-04'), (null, '2024-01-10', '2024-01-03', '2024-01-03'), ('2024-01-05', null, '2024-01-02', '2024-01-04'), ('2024-01-05', '2024-01-03', '2024-01-03', '2024-01-03'), ('2024-01-01', '2024-01-10', '2024-01-02', '2024-01-03'), ('2024-01-01', '2024-01-03', '2024-01-02', null), ('2024-01-05', null, null, null), (null, '2024-01-10', '2024-01-02', '2024-01-04'), (null, null, '2024-01-02', '2024-01-04')) t(x, y, z, u)
-- overlaps
select (x,'-1 day'::interval) overlaps ('2024-01-02'::timestamp,'2 days'::interval) from (values ('2024-01-01'::timestamp), ('2024-01-05')) t(x)
select (x,NULL::interval) overlaps ('2024-01-02'::timestamp,'2 days'::interval) from (values ('2024-01-01'::timestamp), ('2024-01-05')) t(x)
select (x,'1 day'::interval) overlaps ('2024-01-02'::timestamp,'2 days'::interval) from (values ('2024-01-01'::timestamp), ('2024-01-05')) t(x)
select (x,'-1 day'::interval) overlaps ('2024-01-02'::timestamp,'0'::interval) from (values ('2024-01-01'::timestamp), ('2024-01-05')) t(x)
select (x,NULL::interval) overlaps ('2024-01-01'::timestamp,'2 days'::interval) from (values ('2024-01-01'::timestamp), ('2024-01-05')) t(x)
select (x,NULL::interval) overlaps ('2024-01-02'::timestamp,'0'::interval) from (values ('2024-01-01'::timestamp), ('2024-01-05')) t(x)
select (x,'1 day'::interval) overlaps ('2024-01-01'::timestamp,'0'::interval) from (values ('2024-01-01'::timestamp), ('2024-01-05')) t(x)
select (x,'-1 day'::interval) overlaps ('2024-01-01'::timestamp,'2 days'::interval) from (values ('2024-01-01'::timestamp), ('2024-01-05')) t(x)
select (x,'1 day'::interval) overlaps ('2024-01-02'::timestamp,'0'::interval) from (values ('2024-01-01'::timestamp), ('2024-01-05')) t(x)
select (x,'-1 day'::interval) overlaps ('2024-01-01'::timestamp,'0'::interval) from (values ('2024-01-01'::timestamp), ('2024-01-05')) t(x)
select (x,'1 day'::interval) overlaps ('2024-01-01'::timestamp,'2 days'::interval) from (values ('2024-01-01'::timestamp), ('2024-01-05')) t(x)
select (x,NULL::interval) overlaps ('2024-01-01'::timestamp,'0'::interval) from (values ('2024-01-01'::timestamp), ('2024-01-05')) t(x)
select (x,y) overlaps (z,u) from (values ('2024-01-01'::timestamp, '1 day'::interval, '2024-01-02'::timestamp, '2 days'::interval), ('2024-01-01', '-1 day', '2024-01-02', '2 days'), ('2024-01-01', '1 day', '2024-01-01', '2 days'), ('2024-01-01', null, '2024-01-02', '2 days'), ('2024-01-05', '1 day', '2024-01-02', '0'), ('2024-01-05', '1 day', '2024-01-02', '2 days'), ('2024-01-05', '1 day', '2024-01-01', '0'), ('2024-01-05', null, '2024-01-02', '2 days'), ('2024-01-01', null, '2024-01-01', '2 days'), ('2024-01-05', '-1 day', '2024-01-02', '2 days'), ('2024-01-05', null, '2024-01-01', '2 days'), ('2024-01-01', '-1 day', '2024-01-02', '0')) t(x, y, z, u)
-- overlaps
select (x,'11:00'::time) overlaps ('10:30'::time,'12:00'::time) from (values ('10:00'::time), (null)) t(x)
select (x,'11:00'::time) overlaps ('11:00'::time,'12:00'::time) from (values ('10:00'::time), (null)) t(x)
select (x,y) overlaps (z,u) from (values ('10:00'::time, '11:00'::time, '10:30'::time, '12:00'::time), (null, '11:00', '10:30', '12:00'), ('10:00', '11:00', '11:00', '12:00'), (null, '11:00', '11:00', '12:00')) t(x, y, z, u)
-- timezone
select timezone('Europe/Berlin'::text, x) from (values ('2024-03-31 02:30:00'::timestamp), ('2024-10-27 02:30:00'), ('2024-11-03 01:30:00'), ('2024-03-10 02:30:00'), ('infinity'), ('1850-01-01'), (null)) t(x)
select timezone('america/new_york'::text, x) from (values ('2024-03-31 02:30:00'::timestamp), ('2024-10-27 02:30:00'), ('2024-11-03 01:30:00'), ('2024-03-10 02:30:00'), ('infinity'), ('1850-01-01'), (null)) t(x)
select timezone('+03'::text, x) from (values ('2024-03-31 02:30:00'::timestamp), ('2024-10-27 02:30:00'), ('2024-11-03 01:30:00'), ('2024-03-10 02:30:00'), ('infinity'), ('1850-01-01'), (null)) t(x) -- refused
select timezone(NULL::text, x) from (values ('2024-03-31 02:30:00'::timestamp), ('2024-10-27 02:30:00'), ('2024-11-03 01:30:00'), ('2024-03-10 02:30:00'), ('infinity'), ('1850-01-01'), (null)) t(x)
select timezone('UTC'::text, x) from (values ('2024-03-31 02:30:00'::timestamp), ('2024-10-27 02:30:00'), ('2024-11-03 01:30:00'), ('2024-03-10 02:30:00'), ('infinity'), ('1850-01-01'), (null)) t(x)
select timezone('Asia/Kolkata'::text, x) from (values ('2024-03-31 02:30:00'::timestamp), ('2024-10-27 02:30:00'), ('2024-11-03 01:30:00'), ('2024-03-10 02:30:00'), ('infinity'), ('1850-01-01'), (null)) t(x)
select timezone('EST'::text, x) from (values ('2024-03-31 02:30:00'::timestamp), ('2024-10-27 02:30:00'), ('2024-11-03 01:30:00'), ('2024-03-10 02:30:00'), ('infinity'), ('1850-01-01'), (null)) t(x)
select timezone('MSK'::text, x) from (values ('2024-03-31 02:30:00'::timestamp), ('2024-10-27 02:30:00'), ('2024-11-03 01:30:00'), ('2024-03-10 02:30:00'), ('infinity'), ('1850-01-01'), (null)) t(x) -- refused
-- timezone
select timezone('EST'::text, x) from (values ('2024-03-31 00:30:00'::timestamptz), ('2024-03-31 01:30:00'), ('2024-10-27 00:30:00'), ('2024-10-27 01:30:00'), ('infinity'), ('1850-01-01'), ('1500-01-01')) t(x)
select timezone('UTC'::text, x) from (values ('2024-03-31 00:30:00'::timestamptz), ('2024-03-31 01:30:00'), ('2024-10-27 00:30:00'), ('2024-10-27 01:30:00'), ('infinity'), ('1850-01-01'), ('1500-01-01')) t(x)
select timezone('Asia/Kolkata'::text, x) from (values ('2024-03-31 00:30:00'::timestamptz), ('2024-03-31 01:30:00'), ('2024-10-27 00:30:00'), ('2024-10-27 01:30:00'), ('infinity'), ('1850-01-01'), ('1500-01-01')) t(x)
select timezone('Europe/Berlin'::text, x) from (values ('2024-03-31 00:30:00'::timestamptz), ('2024-03-31 01:30:00'), ('2024-10-27 00:30:00'), ('2024-10-27 01:30:00'), ('infinity'), ('1850-01-01'), ('1500-01-01')) t(x)
select timezone('america/new_york'::text, x) from (values ('2024-03-31 00:30:00'::timestamptz), ('2024-03-31 01:30:00'), ('2024-10-27 00:30:00'), ('2024-10-27 01:30:00'), ('infinity'), ('1850-01-01'), ('1500-01-01')) t(x)
select timezone('Z'::text, x) from (values ('2024-03-31 00:30:00'::timestamptz), ('2024-03-31 01:30:00'), ('2024-10-27 00:30:00'), ('2024-10-27 01:30:00'), ('infinity'), ('1850-01-01'), ('1500-01-01')) t(x)
-- timezone
timezone('1 day'::interval, 'infinity'::timestamp)
timezone('1 day'::interval, '2024-03-31 02:30:00'::timestamp)
select timezone('2 hours 30 min'::interval, x) from (values ('2024-03-31 02:30:00'::timestamp), ('infinity')) t(x)
select timezone('-08:00'::interval, x) from (values ('2024-03-31 02:30:00'::timestamp), ('infinity')) t(x)
-- timezone
select timezone('-08:00'::interval, x) from (values ('2024-03-31 02:30:00'::timestamptz), ('infinity')) t(x)
select timezone('2 hours 30 min'::interval, x) from (values ('2024-03-31 02:30:00'::timestamptz), ('infinity')) t(x)
-- an interval times a number
select x * interval '1 day 2 hours', x * interval '1 mon', interval '1 year 1 second' * x from (values (1), (-3), (0), (100000), (null)) t(x)
select x * interval '1 day 2 hours', x * interval '1 mon 1.5 sec', x * interval '10 hours' from (values (1.5), (-0.1), (100000.25)) t(x)
select x * interval '100000 hours' from (values (1), (20), (-7)) t(x)

-- to_char
select to_char(x, 'MS US FF1 FF2 FF3 FF4 FF5 FF6 SSSS SSSSS'::text) from (values ('2024-02-29 13:14:15.123456'::timestamp), ('2000-12-31 23:59:59.999999'), ('0001-01-01'), ('1999-01-03 00:00:00'), (null)) t(x)
select to_char(x, '"quoted \"x" text\" \x'::text) from (values ('2024-02-29 13:14:15.123456'::timestamp), ('2000-12-31 23:59:59.999999'), ('0001-01-01'), ('1999-01-03 00:00:00'), (null)) t(x)
select to_char(x, 'FMMonth FMDD, YYYY'::text) from (values ('2024-02-29 13:14:15.123456'::timestamp), ('2000-12-31 23:59:59.999999'), ('0001-01-01'), ('1999-01-03 00:00:00'), (null)) t(x)
select to_char(x, 'Mon DD, YYYY Day Q'::text) from (values ('2024-02-29 13:14:15.123456'::timestamp), ('2000-12-31 23:59:59.999999'), ('0001-01-01'), ('1999-01-03 00:00:00'), (null)) t(x)
select to_char(x, 'TMMonth TMDay TMMON'::text) from (values ('2024-02-29 13:14:15.123456'::timestamp), ('2000-12-31 23:59:59.999999'), ('0001-01-01'), ('1999-01-03 00:00:00'), (null)) t(x)
select to_char(x, 'FX YYYY%m'::text) from (values ('2024-02-29 13:14:15.123456'::timestamp), ('2000-12-31 23:59:59.999999'), ('0001-01-01'), ('1999-01-03 00:00:00'), (null)) t(x)
select to_char(x, 'yyyy/mm/dd hh24.mi'::text) from (values ('2024-02-29 13:14:15.123456'::timestamp), ('2000-12-31 23:59:59.999999'), ('0001-01-01'), ('1999-01-03 00:00:00'), (null)) t(x)
select to_char(x, 'MONTH month Month MON mon Mon DAY day Day DY dy Dy'::text) from (values ('2024-02-29 13:14:15.123456'::timestamp), ('2000-12-31 23:59:59.999999'), ('0001-01-01'), ('1999-01-03 00:00:00'), (null)) t(x)
select to_char(x, 'YYY YY Y IYYY IYY IY I Y,YYY'::text) from (values ('2024-02-29 13:14:15.123456'::timestamp), ('2000-12-31 23:59:59.999999'), ('0001-01-01'), ('1999-01-03 00:00:00'), (null)) t(x)
select to_char(x, 'FMHH:FMMI:FMSS FMMM FMYYYY FMDDD'::text) from (values ('2024-02-29 13:14:15.123456'::timestamp), ('2000-12-31 23:59:59.999999'), ('0001-01-01'), ('1999-01-03 00:00:00'), (null)) t(x)
select to_char(x, 'YYYY-MM-DD HH24:MI:SS'::text) from (values ('2024-02-29 13:14:15.123456'::timestamp), ('2000-12-31 23:59:59.999999'), ('0001-01-01'), ('1999-01-03 00:00:00'), (null)) t(x)
select to_char(x, 'DDth FMDDTH DDDth Yth'::text) from (values ('2024-02-29 13:14:15.123456'::timestamp), ('2000-12-31 23:59:59.999999'), ('0001-01-01'), ('1999-01-03 00:00:00'), (null)) t(x)
select to_char(x, ''::text) from (values ('2024-02-29 13:14:15.123456'::timestamp), ('2000-12-31 23:59:59.999999'), ('0001-01-01'), ('1999-01-03 00:00:00'), (null)) t(x)
select to_char(x, 'DDSP'::text) from (values ('2024-02-29 13:14:15.123456'::timestamp), ('2000-12-31 23:59:59.999999'), ('0001-01-01'), ('1999-01-03 00:00:00'), (null)) t(x)
select to_char(x, y) from (values ('2024-02-29 13:14:15.123456'::timestamp, 'TMMonth TMDay TMMON'::text), (null, 'TMMonth TMDay TMMON'), ('1999-01-03 00:00:00', 'YYYY-MM-DD HH24:MI:SS'), ('1999-01-03 00:00:00', 'FMHH:FMMI:FMSS FMMM FMYYYY FMDDD'), ('2000-12-31 23:59:59.999999', 'MONTH month Month MON mon Mon DAY day Day DY dy Dy'), ('2000-12-31 23:59:59.999999', 'FMMonth FMDD, YYYY'), ('0001-01-01', 'DDth FMDDTH DDDth Yth'), ('1999-01-03 00:00:00', 'FX YYYY%m'), ('1999-01-03 00:00:00', 'MONTH month Month MON mon Mon DAY day Day DY dy Dy'), ('1999-01-03 00:00:00', 'DDD IDDD D ID WW IW W CC J RM rm FMRM'), ('0001-01-01', 'MONTH month Month MON mon Mon DAY day Day DY dy Dy'), (null, 'DDSP')) t(x, y)
-- to_char
select to_char(x, 'YYYY-MM-DD HH24:MI'::text) from (values ('2024-02-29 13:14:15.5+02'::timestamptz), ('infinity')) t(x)
select to_char(x, 'YYYY-MM-DD HH24:MI:SS TZ tz TZH OF'::text) from (values ('2024-02-29 13:14:15.5+02'::timestamptz), ('infinity')) t(x)
select to_char(x, 'Day'::text) from (values ('2024-02-29 13:14:15.5+02'::timestamptz), ('infinity')) t(x)
select to_char(x, y) from (values ('infinity'::timestamptz, 'YYYY-MM-DD HH24:MI'::text), ('2024-02-29 13:14:15.5+02', 'YYYY-MM-DD HH24:MI'), ('2024-02-29 13:14:15.5+02', 'YYYY-MM-DD HH24:MI:SS TZ tz TZH OF'), ('2024-02-29 13:14:15.5+02', 'Day'), ('infinity', 'YYYY-MM-DD HH24:MI:SS TZ tz TZH OF'), ('infinity', 'Day')) t(x, y)
-- to_char
select to_char(x, 'HH12 MI SS MS SSSS'::text) from (values ('1 year 2 mons 3 days 04:05:06.789'::interval), ('-1 year -2 mons -3 days -04:05:06.789'), ('40:00:00'), ('-40 hours'), ('0')) t(x)
select to_char(x, 'FMHH24 FMMI'::text) from (values ('1 year 2 mons 3 days 04:05:06.789'::interval), ('-1 year -2 mons -3 days -04:05:06.789'), ('40:00:00'), ('-40 hours'), ('0')) t(x)
to_char('1 year 2 mons 3 days 04:05:06.789'::interval, 'Month'::text)
select to_char(x, 'YYYY MM DD HH24:MI:SS.US'::text) from (values ('1 year 2 mons 3 days 04:05:06.789'::interval), ('-1 year -2 mons -3 days -04:05:06.789'), ('40:00:00'), ('-40 hours'), ('0')) t(x)
select to_char(x, 'RM'::text) from (values ('1 year 2 mons 3 days 04:05:06.789'::interval), ('-1 year -2 mons -3 days -04:05:06.789'), ('40:00:00'), ('-40 hours'), ('0')) t(x) -- refused
select to_char(x, 'AM'::text) from (values ('1 year 2 mons 3 days 04:05:06.789'::interval), ('-1 year -2 mons -3 days -04:05:06.789'), ('40:00:00'), ('-40 hours'), ('0')) t(x)
select to_char(x, 'DDD Q CC'::text) from (values ('1 year 2 mons 3 days 04:05:06.789'::interval), ('-1 year -2 mons -3 days -04:05:06.789'), ('40:00:00'), ('-40 hours'), ('0')) t(x)
select to_char(x, y) from (values ('-40 hours'::interval, 'YYYY MM DD HH24:MI:SS.US'::text), ('-40 hours', 'AM'), ('1 year 2 mons 3 days 04:05:06.789', 'RM'), ('40:00:00', 'DDD Q CC'), ('-1 year -2 mons -3 days -04:05:06.789', 'YYYY MM DD HH24:MI:SS.US'), ('1 year 2 mons 3 days 04:05:06.789', 'FMHH24 FMMI'), ('1 year 2 mons 3 days 04:05:06.789', 'AM'), ('0', 'YYYY MM DD HH24:MI:SS.US'), ('40:00:00', 'AM'), ('-1 year -2 mons -3 days -04:05:06.789', 'DDD Q CC'), ('40:00:00', 'YYYY MM DD HH24:MI:SS.US'), ('40:00:00', 'FMHH24 FMMI')) t(x, y) -- refused
-- to_char
select to_char(x, '999PL'::text) from (values ('0'::numeric), ('1'), ('-1'), ('485'), ('-485'), ('12345'), ('0.1'), ('-0.1'), ('148.5'), ('-148.5'), ('3148.5'), ('12.45'), ('0.45'), ('-0.012'), ('1485.789'), ('NaN'), ('Infinity'), ('1e10'), ('123456789.123')) t(x)
select to_char(x, '999th'::text) from (values ('0'::numeric), ('1'), ('-1'), ('485'), ('-485'), ('12345'), ('0.1'), ('-0.1'), ('148.5'), ('-148.5'), ('3148.5'), ('12.45'), ('0.45'), ('-0.012'), ('1485.789'), ('Infinity'), ('1e10'), ('123456789.123')) t(x)
to_char('NaN'::numeric, '999th'::text)
select to_char(x, 'FMS999.9'::text) from (values ('0'::numeric), ('1'), ('-1'), ('485'), ('-485'), ('12345'), ('0.1'), ('-0.1'), ('148.5'), ('-148.5'), ('3148.5'), ('12.45'), ('0.45'), ('-0.012'), ('1485.789'), ('NaN'), ('Infinity'), ('1e10'), ('123456789.123')) t(x)
select to_char(x, 'PL999'::text) from (values ('0'::numeric), ('1'), ('-1'), ('485'), ('-485'), ('12345'), ('0.1'), ('-0.1'), ('148.5'), ('-148.5'), ('3148.5'), ('12.45'), ('0.45'), ('-0.012'), ('1485.789'), ('NaN'), ('Infinity'), ('1e10'), ('123456789.123')) t(x)
select to_char(x, '999PR'::text) from (values ('0'::numeric), ('1'), ('-1'), ('485'), ('-485'), ('12345'), ('0.1'), ('-0.1'), ('148.5'), ('-148.5'), ('3148.5'), ('12.45'), ('0.45'), ('-0.012'), ('1485.789'), ('NaN'), ('Infinity'), ('1e10'), ('123456789.123')) t(x)
select to_char(x, '99V99'::text) from (values ('0'::numeric), ('1'), ('-1'), ('485'), ('-485'), ('12345'), ('0.1'), ('-0.1'), ('148.5'), ('-148.5'), ('3148.5'), ('12.45'), ('0.45'), ('-0.012'), ('1485.789'), ('NaN'), ('Infinity'), ('1e10'), ('123456789.123')) t(x)
select to_char(x, '999MI'::text) from (values ('0'::numeric), ('1'), ('-1'), ('485'), ('-485'), ('12345'), ('0.1'), ('-0.1'), ('148.5'), ('-148.5'), ('3148.5'), ('12.45'), ('0.45'), ('-0.012'), ('1485.789'), ('NaN'), ('Infinity'), ('1e10'), ('123456789.123')) t(x)
select to_char(x, '990.99'::text) from (values ('0'::numeric), ('1'), ('-1'), ('485'), ('-485'), ('12345'), ('0.1'), ('-0.1'), ('148.5'), ('-148.5'), ('3148.5'), ('12.45'), ('0.45'), ('-0.012'), ('1485.789'), ('NaN'), ('Infinity'), ('1e10'), ('123456789.123')) t(x)
select to_char(x, '00,000'::text) from (values ('0'::numeric), ('1'), ('-1'), ('485'), ('-485'), ('12345'), ('0.1'), ('-0.1'), ('148.5'), ('-148.5'), ('3148.5'), ('12.45'), ('0.45'), ('-0.012'), ('1485.789'), ('NaN'), ('Infinity'), ('1e10'), ('123456789.123')) t(x)
select to_char(x, 'FM00,000.0'::text) from (values ('0'::numeric), ('1'), ('-1'), ('485'), ('-485'), ('12345'), ('0.1'), ('-0.1'), ('148.5'), ('-148.5'), ('3148.5'), ('12.45'), ('0.45'), ('-0.012'), ('1485.789'), ('NaN'), ('Infinity'), ('1e10'), ('123456789.123')) t(x)
to_char('0'::numeric, '9MIS'::text)
select to_char(x, '"x"999"y"'::text) from (values ('0'::numeric), ('1'), ('-1'), ('485'), ('-485'), ('12345'), ('0.1'), ('-0.1'), ('148.5'), ('-148.5'), ('3148.5'), ('12.45'), ('0.45'), ('-0.012'), ('1485.789'), ('NaN'), ('Infinity'), ('1e10'), ('123456789.123')) t(x)
select to_char(x, '0.000'::text) from (values ('0'::numeric), ('1'), ('-1'), ('485'), ('-485'), ('12345'), ('0.1'), ('-0.1'), ('148.5'), ('-148.5'), ('3148.5'), ('12.45'), ('0.45'), ('-0.012'), ('1485.789'), ('NaN'), ('Infinity'), ('1e10'), ('123456789.123')) t(x)
select to_char(x, '0009'::text) from (values ('0'::numeric), ('1'), ('-1'), ('485'), ('-485'), ('12345'), ('0.1'), ('-0.1'), ('148.5'), ('-148.5'), ('3148.5'), ('12.45'), ('0.45'), ('-0.012'), ('1485.789'), ('NaN'), ('Infinity'), ('1e10'), ('123456789.123')) t(x)
select to_char(x, y) from (values ('1e10'::numeric, 'FM9.9'::text), ('-148.5', '9.9S'), ('1485.789', 'MI999'), ('-148.5', 'SG999'), ('-0.012', 'FM9.9'), ('0.45', 'FM00,000.0'), ('1', '99V99'), ('0', '9,999'), ('-485', '999,999,999.99'), ('1', '99999'), ('123456789.123', 'S9.9'), ('0.1', 'MI999')) t(x, y)
-- to_char
select to_char(x, 'FM9th'::text) from (values ('0'::int4), ('1'), ('-1'), ('485'), ('-12345'), ('2147483647')) t(x)
select to_char(x, '99,999'::text) from (values ('0'::int4), ('1'), ('-1'), ('485'), ('-12345'), ('2147483647')) t(x)
select to_char(x, '9V9'::text) from (values ('0'::int4), ('1'), ('-1'), ('485'), ('-12345'), ('2147483647')) t(x) -- refused
select to_char(x, '99th'::text) from (values ('0'::int4), ('1'), ('-1'), ('485'), ('-12345'), ('2147483647')) t(x)
select to_char(x, '999PR'::text) from (values ('0'::int4), ('1'), ('-1'), ('485'), ('-12345'), ('2147483647')) t(x)
select to_char(x, '9.99EEEE'::text) from (values ('0'::int4), ('1'), ('-1'), ('485'), ('-12345'), ('2147483647')) t(x)
select to_char(x, '999'::text) from (values ('0'::int4), ('1'), ('-1'), ('485'), ('-12345'), ('2147483647')) t(x)
select to_char(x, 'FM999'::text) from (values ('0'::int4), ('1'), ('-1'), ('485'), ('-12345'), ('2147483647')) t(x)
select to_char(x, 'PL9'::text) from (values ('0'::int4), ('1'), ('-1'), ('485'), ('-12345'), ('2147483647')) t(x)
select to_char(x, 'RN'::text) from (values ('0'::int4), ('1'), ('-1'), ('485'), ('-12345'), ('2147483647')) t(x)
select to_char(x, '0000'::text) from (values ('0'::int4), ('1'), ('-1'), ('485'), ('-12345'), ('2147483647')) t(x)
select to_char(x, 'S99999'::text) from (values ('0'::int4), ('1'), ('-1'), ('485'), ('-12345'), ('2147483647')) t(x)
select to_char(x, '9.99'::text) from (values ('0'::int4), ('1'), ('-1'), ('485'), ('-12345'), ('2147483647')) t(x)
select to_char(x, y) from (values ('-12345'::int4, '999PR'::text), ('485', '9V9'), ('1', '99,999'), ('0', '9.99'), ('-1', '99th'), ('2147483647', '999PR'), ('-1', '9.99'), ('-12345', '9V9'), ('1', 'PL9'), ('0', '0000'), ('2147483647', 'S99999'), ('2147483647', '999')) t(x, y)
-- to_char
select to_char(x, '999'::text) from (values ('0'::int8), ('1'), ('-485'), ('9223372036854775807')) t(x)
select to_char(x, '99999999999999999999.99'::text) from (values ('0'::int8), ('1'), ('-485'), ('9223372036854775807')) t(x)
select to_char(x, '9.99EEEE'::text) from (values ('0'::int8), ('1'), ('-485'), ('9223372036854775807')) t(x)
select to_char(x, 'FM9999999999999999999'::text) from (values ('0'::int8), ('1'), ('-485'), ('9223372036854775807')) t(x)
select to_char(x, y) from (values ('9223372036854775807'::int8, '99999999999999999999.99'::text), ('0', '9.99EEEE'), ('1', 'FM9999999999999999999'), ('9223372036854775807', '9.99EEEE'), ('-485', '99999999999999999999.99'), ('1', '999'), ('-485', 'FM9999999999999999999'), ('-485', '999'), ('0', '999'), ('0', '99999999999999999999.99'), ('0', 'FM9999999999999999999'), ('1', '9.99EEEE')) t(x, y)
-- to_char
select to_char(x, '9999999999999999999999.99'::text) from (values ('0'::float8), ('0.1'), ('-0.1'), ('148.5'), ('1234567.891'), ('1e20'), ('123456789012345678'), ('NaN'), ('Infinity'), ('-Infinity'), ('0.5'), ('2.5'), ('1.005')) t(x)
select to_char(x, '999.99'::text) from (values ('0'::float8), ('0.1'), ('-0.1'), ('148.5'), ('1234567.891'), ('1e20'), ('123456789012345678'), ('NaN'), ('Infinity'), ('-Infinity'), ('0.5'), ('2.5'), ('1.005')) t(x)
select to_char(x, '9'::text) from (values ('0'::float8), ('0.1'), ('-0.1'), ('148.5'), ('1234567.891'), ('1e20'), ('123456789012345678'), ('NaN'), ('Infinity'), ('-Infinity'), ('0.5'), ('2.5'), ('1.005')) t(x)
select to_char(x, 'FM999999999.999999'::text) from (values ('0'::float8), ('0.1'), ('-0.1'), ('148.5'), ('1234567.891'), ('1e20'), ('123456789012345678'), ('NaN'), ('Infinity'), ('-Infinity'), ('0.5'), ('2.5'), ('1.005')) t(x)
select to_char(x, '9.99EEEE'::text) from (values ('0'::float8), ('0.1'), ('-0.1'), ('148.5'), ('1234567.891'), ('1e20'), ('123456789012345678'), ('NaN'), ('Infinity'), ('-Infinity'), ('0.5'), ('2.5'), ('1.005')) t(x)
select to_char(x, 'S9.9'::text) from (values ('0'::float8), ('0.1'), ('-0.1'), ('148.5'), ('1234567.891'), ('1e20'), ('123456789012345678'), ('NaN'), ('Infinity'), ('-Infinity'), ('0.5'), ('2.5'), ('1.005')) t(x)
select to_char(x, y) from (values ('2.5'::float8, 'FM999999999.999999'::text), ('-Infinity', 'FM999999999.999999'), ('0.1', '9999999999999999999999.99'), ('0', '9999999999999999999999.99'), ('148.5', '999.99'), ('0.1', '9.99EEEE'), ('-Infinity', 'S9.9'), ('2.5', 'S9.9'), ('1e20', 'FM999999999.999999'), ('NaN', '999.99'), ('2.5', '999.99'), ('0.1', 'S9.9')) t(x, y)
-- to_char
select to_char(x, '999999.9999'::text) from (values ('0.1'::float4), ('123456.789')) t(x)
select to_char(x, '9.99'::text) from (values ('0.1'::float4), ('123456.789')) t(x)
select to_char(x, y) from (values ('123456.789'::float4, '9.99'::text), ('0.1', '999999.9999'), ('123456.789', '999999.9999'), ('0.1', '9.99')) t(x, y)
-- to_date
select to_date(x, 'DD Mon YYYY'::text) from (values ('29 Feb 2024'::text), (null)) t(x)
to_date('2024-02-29'::text, 'DD Mon YYYY'::text) -- refused
select to_date(x, 'YYYY-DDD'::text) from (values ('2024-02-29'::text), ('2024-2-9'), ('2024-13-01'), ('2024-02-30'), ('2024/02/29'), ('2024-060'), (null)) t(x) -- refused
to_date('20240229'::text, 'YYYY-DDD'::text) -- refused
select to_date(x, 'YYYYMMDD'::text) from (values ('2024-02-29'::text), ('20240229'), ('2024-02-30'), (null)) t(x) -- refused
to_date('2024-2-9'::text, 'YYYYMMDD'::text) -- refused
select to_date(x, 'YYYY-MM-DD'::text) from (values ('2024-02-29'::text), ('2024-2-9'), ('2024/02/29'), (null)) t(x)
to_date('20240229'::text, 'YYYY-MM-DD'::text) -- refused
to_date(NULL::text, 'MM-DD'::text)
to_date('2024-02-29'::text, 'MM-DD'::text) -- refused
select to_date(x, 'YYYY/MM/DD'::text) from (values ('2024-02-29'::text), ('2024-2-9'), ('2024/02/29'), (null)) t(x)
to_date('20240229'::text, 'YYYY/MM/DD'::text) -- refused
select to_date(x, 'Month DD, YYYY'::text) from (values ('February 29, 2024'::text), (null)) t(x)
to_date('2024-02-29'::text, 'Month DD, YYYY'::text)
select to_date(x, y) from (values ('20240229'::text, 'YYYYMMDD'::text), ('2024-2-9', 'YYYY-MM-DD'), ('29 Feb 2024', 'DD Mon YYYY'), (null, 'YYYY-MM-DD'), (null, 'YYYY-DDD'), (null, 'YYYY/MM/DD'), ('2024-02-30', 'YYYY-DDD'), ('2024-02-30', 'YYYYMMDD'), ('2024-02-29', 'YYYY-DDD'), ('2024/02/29', 'YYYY/MM/DD'), ('February 29, 2024', 'Month DD, YYYY'), ('2024-13-01', 'YYYY-DDD')) t(x, y) -- refused
-- to_timestamp
select to_timestamp(x, 'YYYY-MM-DD HH24:MI:SS.US'::text) from (values ('2024-02-29 13:14:15'::text), ('2024-02-29 13:14:15.5')) t(x)
to_timestamp('2024-02-29 01:14:15 PM'::text, 'YYYY-MM-DD HH24:MI:SS.US'::text) -- refused
to_timestamp('2024-02-29 01:14:15 PM'::text, 'YYYY-MM-DD HH12:MI:SS AM'::text)
to_timestamp('2024-02-29 13:14:15'::text, 'YYYY-MM-DD HH12:MI:SS AM'::text)
select to_timestamp(x, 'YYYY-MM-DD"T"HH24:MI'::text) from (values ('2024-02-29 13:14:15'::text), ('2024-02-29 13:14:15.5'), ('2024-02-29 01:14:15 PM'), ('2024-02-29T13:14')) t(x) -- refused
to_timestamp('2024-02-29 25:00:00'::text, 'YYYY-MM-DD"T"HH24:MI'::text) -- refused
select to_timestamp(x, 'YYYY-MM-DD HH24:MI:SS.MS'::text) from (values ('2024-02-29 13:14:15'::text), ('2024-02-29 13:14:15.5')) t(x)
to_timestamp('2024-02-29 01:14:15 PM'::text, 'YYYY-MM-DD HH24:MI:SS.MS'::text) -- refused
select to_timestamp(x, 'YYYY-MM-DD HH24:MI:SS'::text) from (values ('2024-02-29 13:14:15'::text), ('2024-02-29 13:14:15.5'), ('2024-02-29 01:14:15 PM')) t(x) -- refused
to_timestamp('2024-02-29T13:14'::text, 'YYYY-MM-DD HH24:MI:SS'::text) -- refused
select to_timestamp(x, y) from (values ('2024-02-29T13:14'::text, 'YYYY-MM-DD"T"HH24:MI'::text), ('2024-02-29 13:14:15.5', 'YYYY-MM-DD HH24:MI:SS'), ('2024-02-29 13:14:15', 'YYYY-MM-DD HH24:MI:SS.US'), ('2024-02-29 01:14:15 PM', 'YYYY-MM-DD HH12:MI:SS AM'), ('2024-02-29 01:14:15 PM', 'YYYY-MM-DD"T"HH24:MI'), ('2024-02-29 13:14:15', 'YYYY-MM-DD HH24:MI:SS.MS'), ('2024-02-29 13:14:15.5', 'YYYY-MM-DD HH24:MI:SS.MS'), ('2024-02-29 13:14:15', 'YYYY-MM-DD HH24:MI:SS'), ('2024-02-29 13:14:15.5', 'YYYY-MM-DD"T"HH24:MI'), ('2024-02-29 13:14:15.5', 'YYYY-MM-DD HH24:MI:SS.US'), ('2024-02-29 13:14:15', 'YYYY-MM-DD"T"HH24:MI'), ('2024-02-29 01:14:15 PM', 'YYYY-MM-DD HH24:MI:SS')) t(x, y) -- refused
-- to_number
select to_number(x, '99G999D9S'::text) from (values ('12,454.8-'::text), ('1234.5'), ('-1234'), ('+5'), ('12,345'), ('.5'), ('0012')) t(x) -- refused
to_number('abc'::text, '99G999D9S'::text) -- refused
select to_number(x, '99,999'::text) from (values ('12,454.8-'::text), ('1234.5'), ('-1234'), ('+5'), ('12,345'), ('.5'), ('0012')) t(x) -- refused
to_number('abc'::text, '99,999'::text) -- refused
select to_number(x, '9999.9'::text) from (values ('1234.5'::text), ('-1234'), ('+5'), ('.5'), ('0012')) t(x)
to_number('12,454.8-'::text, '9999.9'::text) -- refused
select to_number(x, '9.99'::text) from (values ('+5'::text), ('.5')) t(x)
to_number('12,454.8-'::text, '9.99'::text) -- refused
select to_number(x, 'S9999'::text) from (values ('12,454.8-'::text), ('1234.5'), ('-1234'), ('+5'), ('12,345'), ('.5'), ('0012')) t(x) -- refused
to_number('abc'::text, 'S9999'::text) -- refused
select to_number(x, '9999'::text) from (values ('12,454.8-'::text), ('1234.5'), ('-1234'), ('+5'), ('12,345'), ('.5'), ('0012')) t(x) -- refused
to_number('abc'::text, '9999'::text) -- refused
select to_number(x, y) from (values ('.5'::text, '9999.9'::text), ('1234.5', '99G999D9S'), ('12,454.8-', '99G999D9S'), ('-1234', '9999'), ('12,345', 'S9999'), ('1234.5', '99,999'), ('1234.5', 'S9999'), ('-1234', '99G999D9S'), ('.5', 'S9999'), ('12,345', '99G999D9S'), ('+5', '9999.9'), ('12,454.8-', '9999')) t(x, y) -- refused
-- format
select format(x, '5'::text, 'x''y'::text) from (values ('Hello %s'::text), ('%s-%s'), ('%I %L'), ('%%'), ('%2$s %1$s'), ('[%10s][%-10s]'), ('%1$s %s'), ('%*s')) t(x)
format('%x'::text, '5'::text, 'x''y'::text)
select format(x, 'a b'::text, 'x''y'::text) from (values ('Hello %s'::text), ('%s-%s'), ('%I %L'), ('%%'), ('%2$s %1$s'), ('[%10s][%-10s]'), ('%1$s %s')) t(x)
format('%x'::text, 'a b'::text, 'x''y'::text)
select format(x, '5'::text, NULL::text) from (values ('Hello %s'::text), ('%s-%s'), ('%I %L'), ('%%'), ('%2$s %1$s'), ('[%10s][%-10s]'), ('%1$s %s'), ('%*s')) t(x)
format('%x'::text, '5'::text, NULL::text)
select format(x, 'World'::text, 'x''y'::text) from (values ('Hello %s'::text), ('%s-%s'), ('%I %L'), ('%%'), ('%2$s %1$s'), ('[%10s][%-10s]'), ('%1$s %s')) t(x)
format('%x'::text, 'World'::text, 'x''y'::text)
select format(x, 'a b'::text, NULL::text) from (values ('Hello %s'::text), ('%s-%s'), ('%I %L'), ('%%'), ('%2$s %1$s'), ('[%10s][%-10s]'), ('%1$s %s')) t(x)
format('%x'::text, 'a b'::text, NULL::text)
select format(x, 'World'::text, NULL::text) from (values ('Hello %s'::text), ('%s-%s'), ('%I %L'), ('%%'), ('%2$s %1$s'), ('[%10s][%-10s]'), ('%1$s %s')) t(x)
format('%x'::text, 'World'::text, NULL::text)
select format(x, NULL::text, NULL::text) from (values ('Hello %s'::text), ('%s-%s'), ('%%'), ('%2$s %1$s'), ('[%10s][%-10s]'), ('%1$s %s'), ('%*s')) t(x)
format('%I %L'::text, NULL::text, NULL::text)
select format(x, NULL::text, 'x''y'::text) from (values ('Hello %s'::text), ('%s-%s'), ('%%'), ('%2$s %1$s'), ('[%10s][%-10s]'), ('%1$s %s'), ('%*s')) t(x)
format('%I %L'::text, NULL::text, 'x''y'::text)
select format(x, y, z) from (values ('%*s'::text, NULL::text, 'x''y'::text), ('[%10s][%-10s]', '5', 'x''y'), ('%2$s %1$s', 'a b', 'x''y'), ('Hello %s', null, null), ('%%', '5', null), ('%1$s %s', '5', null), ('%%', 'a b', null), ('Hello %s', 'a b', 'x''y'), ('[%10s][%-10s]', '5', null), ('%*s', null, null), ('%1$s %s', 'a b', 'x''y'), ('%%', 'World', null)) t(x, y, z)

-- types that the gateway only carries
'10.0.0.1'::inet
'10.0.0.1'::inet = '10.0.0.1'
B'101'
B'101' = B'101'
'101'::bit(3)
B'101' < B'110' -- refused
'12:00:00+02'::timetz
timetz '12:00:00.5-08:30'
'00:00+15:59:59'::timetz
'24:00:00+00'::timetz
'12:00'::timetz
'12:00 UTC'::timetz
('12:00+2'::timetz)::text
'nope'::timetz
'25:00+00'::timetz
'12:00+16'::timetz
timetz(3) '12:00:00.1239+02'
array['12:00+02'::timetz, null]
coalesce(null, timetz '12:00+02')
timetz '12:00:00.123456+02'::timetz(3) -- refused
timetz '12:00+02' < timetz '11:00+01'
extract(hour from timetz '12:00+02') -- refused
select max(x) from (values (timetz '12:00+02'), ('11:00-05')) as t (x)
select x from (values (timetz '12:00+02'), ('11:00-05')) as t (x) order by x
'$1.00'::money -- refused
null::inet
null::inet is null
null::money = null -- refused
null::json = null::json
null::xml
1 = null::inet
select max(x), min(x) from (values ('1.2.3.4'::inet), ('1.2.3.5')) as t (x) -- refused
select max(x) from (values (row(1, 2)), (row(1, 3))) as t (x)
select max(x) from (values (true)) as t (x)

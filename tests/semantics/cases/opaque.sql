-- types that the gateway only carries
'10.0.0.1'::inet -- refused
'10.0.0.1'::inet = '10.0.0.1' -- refused
B'101'
B'101' = B'101'
'101'::bit(3)
B'101' < B'110' -- refused
'12:00:00+02'::timetz -- refused
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

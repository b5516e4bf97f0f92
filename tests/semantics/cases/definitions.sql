-- Column definition lists, and what is refused of SQL/JSON.
select * from jsonb_to_record('{"a":1,"b":"x","d":{"e":1}}') as t(a int, b text, d jsonb)
select * from jsonb_to_recordset('[{"a":1,"b":"x"},{"a":"2","b":null}]') as t(a int, b text) order by a
select * from json_to_recordset('[{"a":1,"b":{"x":1}},{"b":"z"},{"a":2.50,"b":[1, 2]}]') as t(a numeric, b text) order by a
select b, sum(a) from jsonb_to_recordset('[{"a":1,"b":"x"},{"a":"2","b":"x"},{}]') as t(a int, b text) group by b order by b
select x, t.* from (values (1, '[{"k":1,"v":true},{"k":2}]'::jsonb), (2, null), (3, '[]')) s(x, j), jsonb_to_recordset(j) as t(k bigint, v bool) order by x, k
select x, t.* from (values (1, '[{"k":1,"v":true},{"k":2}]'::jsonb), (2, null)) s(x, j) left join lateral jsonb_to_recordset(j) as t(k bigint, v bool) on true order by x, k
select * from json_to_record('{"d":"2024-01-02","ts":"2024-01-02 03:04","n":1.50,"f":0.1,"u":null,"j":{"q":[1]},"jn":null,"A":5}') as (d date, ts timestamp, n numeric(6, 3), f float8, u text, j json, jn jsonb, "A" int, zz int)
select * from jsonb_to_record(null) as t(a int)
select * from jsonb_to_recordset(null) as t(a int)
select * from jsonb_to_record('[1]') as t(a int)
select * from jsonb_to_record('5') as t(a int)
select * from jsonb_to_recordset('[1]') as t(a int)
select * from jsonb_to_recordset('[null]') as t(a int)
select * from jsonb_to_recordset('{"a":1}') as t(a int)
select * from jsonb_to_recordset('[{"a":"x"}]') as t(a int)
select * from jsonb_to_recordset('[{"a":1.5}]') as t(a int)
select * from jsonb_to_recordset('[{"a":true}]') as t(a text)
select * from jsonb_to_recordset('[{"a":1}]')
select * from generate_series(1, 2) as t(a int)
select t.a, t2.a from jsonb_to_recordset('[{"a":1}]') as t(a int), jsonb_to_recordset('[{"a":1}]') as t2(a int)
select jsonb_to_recordset.a from jsonb_to_recordset('[{"a":1}]') as (a int)
select * from jsonb_to_recordset('[{"a":[1,2]}]') as t(a int[]) -- refused
select * from jsonb_to_recordset('[{"a":"abc"}]') as t(a varchar(2)) -- refused
select * from rows from (jsonb_to_recordset('[{"a":1}]') as (a int), generate_series(1, 2)) as t(a, n) -- refused
num_nulls(1, null, 'x'), num_nonnulls(1, null, 'x'), num_nulls(null::text)
num_nulls()
select num_nulls(x, y), num_nonnulls(x, y, 1) from (values (1, 'a'), (null, null)) t(x, y)
select rank(10.5) within group (order by x) from (values (1), (20)) t(x) -- refused
json_value('{"a":"5"}', '$.a' returning int) -- refused
json_query('{"a":[1,2]}', '$.a[*]' with wrapper) -- refused
select * from json_table('[{"a":1}]', '$[*]' columns (a int path '$.a')) t -- refused
json_object('a': 1, 'b': null absent on null) -- refused
json_array(1, 2, null) -- refused
json_array(1, null null on null) -- refused
select json_objectagg(x: y) from (values (1, 'a')) t(x, y) -- refused

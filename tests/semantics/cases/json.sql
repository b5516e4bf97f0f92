-- ->
select x -> 'b'::text from (values ('{"a": 2.50, "b": [1, 2 ], "a": {"x" : 1}}'::json), ('[1,2]'), ('"s"'), ('null'), ('{"c": null}'), (null)) t(x)
select x -> 'c'::text from (values ('{"a": 2.50, "b": [1, 2 ], "a": {"x" : 1}}'::json), ('[1,2]'), ('"s"'), ('null'), ('{"c": null}'), (null)) t(x)
select x -> 'a'::text from (values ('{"a": 2.50, "b": [1, 2 ], "a": {"x" : 1}}'::json), ('[1,2]'), ('"s"'), ('null'), ('{"c": null}'), (null)) t(x)
select x -> 'z'::text from (values ('{"a": 2.50, "b": [1, 2 ], "a": {"x" : 1}}'::json), ('[1,2]'), ('"s"'), ('null'), ('{"c": null}'), (null)) t(x)
select x -> y from (values ('null'::json, 'b'::text), ('[1,2]', 'a'), ('{"a": 2.50, "b": [1, 2 ], "a": {"x" : 1}}', 'b'), ('{"c": null}', 'b'), ('"s"', 'z'), ('"s"', 'a'), ('{"a": 2.50, "b": [1, 2 ], "a": {"x" : 1}}', 'c'), ('{"c": null}', null), (null, 'b'), ('"s"', 'c'), ('null', 'a'), ('{"c": null}', 'z')) t(x, y)
-- ->>
select x ->> 'c'::text from (values ('{"a": 2.50, "b": [1, 2 ], "c": "x\n\u00e9\"y", "d": null, "e": true}'::json), ('[1]'), (null)) t(x)
select x ->> 'z'::text from (values ('{"a": 2.50, "b": [1, 2 ], "c": "x\n\u00e9\"y", "d": null, "e": true}'::json), ('[1]'), (null)) t(x)
select x ->> 'e'::text from (values ('{"a": 2.50, "b": [1, 2 ], "c": "x\n\u00e9\"y", "d": null, "e": true}'::json), ('[1]'), (null)) t(x)
select x ->> 'a'::text from (values ('{"a": 2.50, "b": [1, 2 ], "c": "x\n\u00e9\"y", "d": null, "e": true}'::json), ('[1]'), (null)) t(x)
select x ->> y from (values ('[1]'::json, 'd'::text), ('{"a": 2.50, "b": [1, 2 ], "c": "x\n\u00e9\"y", "d": null, "e": true}', 'c'), ('{"a": 2.50, "b": [1, 2 ], "c": "x\n\u00e9\"y", "d": null, "e": true}', null), ('{"a": 2.50, "b": [1, 2 ], "c": "x\n\u00e9\"y", "d": null, "e": true}', 'b'), (null, 'b'), ('{"a": 2.50, "b": [1, 2 ], "c": "x\n\u00e9\"y", "d": null, "e": true}', 'e'), ('{"a": 2.50, "b": [1, 2 ], "c": "x\n\u00e9\"y", "d": null, "e": true}', 'a'), (null, 'e'), ('{"a": 2.50, "b": [1, 2 ], "c": "x\n\u00e9\"y", "d": null, "e": true}', 'z'), ('[1]', 'z'), ('{"a": 2.50, "b": [1, 2 ], "c": "x\n\u00e9\"y", "d": null, "e": true}', 'd'), (null, 'z')) t(x, y)
-- ->>
select x ->> 'z'::text from (values ('{"a": 2.50, "b": [1, 2 ], "c": "x\n\u00e9\"y", "d": null, "e": true, "f": 12345678901234567890, "g": -5, "h": 1e3, "i": {"x": 1}}'::jsonb), ('[1]'), ('"s"'), ('5'), (null)) t(x)
select x ->> 'b'::text from (values ('{"a": 2.50, "b": [1, 2 ], "c": "x\n\u00e9\"y", "d": null, "e": true, "f": 12345678901234567890, "g": -5, "h": 1e3, "i": {"x": 1}}'::jsonb), ('[1]'), ('"s"'), ('5'), (null)) t(x)
select x ->> 'f'::text from (values ('{"a": 2.50, "b": [1, 2 ], "c": "x\n\u00e9\"y", "d": null, "e": true, "f": 12345678901234567890, "g": -5, "h": 1e3, "i": {"x": 1}}'::jsonb), ('[1]'), ('"s"'), ('5'), (null)) t(x)
select x ->> 'h'::text from (values ('{"a": 2.50, "b": [1, 2 ], "c": "x\n\u00e9\"y", "d": null, "e": true, "f": 12345678901234567890, "g": -5, "h": 1e3, "i": {"x": 1}}'::jsonb), ('[1]'), ('"s"'), ('5'), (null)) t(x)
select x ->> y from (values (NULL::jsonb, 'd'::text), ('5', null), ('"s"', 'e'), ('{"a": 2.50, "b": [1, 2 ], "c": "x\n\u00e9\"y", "d": null, "e": true, "f": 12345678901234567890, "g": -5, "h": 1e3, "i": {"x": 1}}', null), ('[1]', 'c'), (null, null), ('[1]', 'b'), ('[1]', 'e'), ('{"a": 2.50, "b": [1, 2 ], "c": "x\n\u00e9\"y", "d": null, "e": true, "f": 12345678901234567890, "g": -5, "h": 1e3, "i": {"x": 1}}', 'g'), ('5', 'i'), ('5', 'h'), ('"s"', 'f')) t(x, y)
-- ->
select x -> NULL::text from (values ('{"a": 2.50, "b": [1, 2 ], "a": {"x" : 1}}'::jsonb), ('[1,2]'), ('"s"'), (null)) t(x)
select x -> 'a'::text from (values ('{"a": 2.50, "b": [1, 2 ], "a": {"x" : 1}}'::jsonb), ('[1,2]'), ('"s"'), (null)) t(x)
select x -> 'z'::text from (values ('{"a": 2.50, "b": [1, 2 ], "a": {"x" : 1}}'::jsonb), ('[1,2]'), ('"s"'), (null)) t(x)
select x -> 'b'::text from (values ('{"a": 2.50, "b": [1, 2 ], "a": {"x" : 1}}'::jsonb), ('[1,2]'), ('"s"'), (null)) t(x)
select x -> y from (values (NULL::jsonb, 'z'::text), ('"s"', 'b'), ('{"a": 2.50, "b": [1, 2 ], "a": {"x" : 1}}', null), ('{"a": 2.50, "b": [1, 2 ], "a": {"x" : 1}}', 'z'), ('{"a": 2.50, "b": [1, 2 ], "a": {"x" : 1}}', 'a'), ('[1,2]', 'z'), (null, null), (null, 'b'), (null, 'a'), ('"s"', 'a'), ('[1,2]', 'b'), ('"s"', 'z')) t(x, y)
-- ->
select x -> NULL::int4 from (values ('[1, {"a" : 2} , "x"]'::json), ('{"a":1}'), ('5'), ('[]')) t(x)
select x -> '0'::int4 from (values ('[1, {"a" : 2} , "x"]'::json), ('{"a":1}'), ('5'), ('[]')) t(x)
select x -> '3'::int4 from (values ('[1, {"a" : 2} , "x"]'::json), ('{"a":1}'), ('5'), ('[]')) t(x)
select x -> '-3'::int4 from (values ('[1, {"a" : 2} , "x"]'::json), ('{"a":1}'), ('5'), ('[]')) t(x)
select x -> y from (values ('[1, {"a" : 2} , "x"]'::json, NULL::int4), ('[1, {"a" : 2} , "x"]', '-1'), ('[]', '1'), ('[]', '2'), ('{"a":1}', '-1'), ('5', '-3'), ('[1, {"a" : 2} , "x"]', '-3'), ('{"a":1}', '-3'), ('5', '0'), ('5', null), ('{"a":1}', '1'), ('{"a":1}', '2')) t(x, y)
-- ->>
select x ->> '-1'::int4 from (values ('[1, {"a" : 2} , "x", null]'::jsonb), ('{"a":1}')) t(x)
select x ->> '4'::int4 from (values ('[1, {"a" : 2} , "x", null]'::jsonb), ('{"a":1}')) t(x)
select x ->> '1'::int4 from (values ('[1, {"a" : 2} , "x", null]'::jsonb), ('{"a":1}')) t(x)
select x ->> '2'::int4 from (values ('[1, {"a" : 2} , "x", null]'::jsonb), ('{"a":1}')) t(x)
select x ->> y from (values ('{"a":1}'::jsonb, '-2'::int4), ('[1, {"a" : 2} , "x", null]', '1'), ('{"a":1}', '2'), ('[1, {"a" : 2} , "x", null]', '-2'), ('{"a":1}', '0'), ('[1, {"a" : 2} , "x", null]', '-1'), ('[1, {"a" : 2} , "x", null]', '0'), ('[1, {"a" : 2} , "x", null]', '2'), ('{"a":1}', '1'), ('{"a":1}', '4'), ('{"a":1}', '-1'), ('[1, {"a" : 2} , "x", null]', '4')) t(x, y)
-- json_extract_path_text
json_extract_path_text('{"a": {"b": "x"}}'::json, 'z'::text, NULL::text)
json_extract_path_text('{"a": {"b": "x"}}'::json, 'z'::text, 'b'::text)
json_extract_path_text('{"a": {"b": "x"}}'::json, 'a'::text, NULL::text)
json_extract_path_text('{"a": {"b": "x"}}'::json, 'a'::text, 'b'::text)
select json_extract_path_text(x, y, z) from (values ('{"a": {"b": "x"}}'::json, 'a'::text, 'b'::text), ('{"a": {"b": "x"}}', 'z', null), ('{"a": {"b": "x"}}', 'z', 'b'), ('{"a": {"b": "x"}}', 'a', null)) t(x, y, z)
-- json_typeof
select json_typeof(x) from (values ('{}'::json), ('[]'), ('"s"'), ('1'), ('true'), ('null'), (' -5 '), (null)) t(x)
-- jsonb_typeof
select jsonb_typeof(x) from (values ('{}'::jsonb), ('[]'), ('"s"'), ('1'), ('true'), ('null')) t(x)
-- json_array_length
select json_array_length(x) from (values ('[1, [2,3], {"a":[4]}]'::json), ('[]'), (' [ ] '), (null)) t(x)
json_array_length('{}'::json)
-- @>
select x @> '{"b":1}'::jsonb from (values ('{"a":1,"b":[1,2,{"c":3}]}'::jsonb), ('[1,2,"x"]'), ('"x"'), ('5'), ('[[1,2]]'), ('{}'), (null)) t(x)
select x @> '"x"'::jsonb from (values ('{"a":1,"b":[1,2,{"c":3}]}'::jsonb), ('[1,2,"x"]'), ('"x"'), ('5'), ('[[1,2]]'), ('{}'), (null)) t(x)
select x @> 'true'::jsonb from (values ('{"a":1,"b":[1,2,{"c":3}]}'::jsonb), ('[1,2,"x"]'), ('"x"'), ('5'), ('[[1,2]]'), ('{}'), (null)) t(x)
select x @> '[]'::jsonb from (values ('{"a":1,"b":[1,2,{"c":3}]}'::jsonb), ('[1,2,"x"]'), ('"x"'), ('5'), ('[[1,2]]'), ('{}'), (null)) t(x)
select x @> y from (values ('{}'::jsonb, '{"b":[{"c":3}]}'::jsonb), ('[1,2,"x"]', '{"b":1}'), ('5', '{"a":1.0}'), ('{"a":1,"b":[1,2,{"c":3}]}', '[[1]]'), ('"x"', '{"a":"1"}'), ('"x"', '{"a":1.0}'), ('{"a":1,"b":[1,2,{"c":3}]}', 'null'), ('5', '{"a":"1"}'), (null, '5'), ('{}', '{}'), ('5', '[[1]]'), ('"x"', 'null')) t(x, y)
-- <@
'{"a":1}'::jsonb <@ '[]'::jsonb
'{"a":1}'::jsonb <@ '{"a":1,"b":2}'::jsonb
select x <@ y from (values ('{"a":1}'::jsonb, '{"a":1,"b":2}'::jsonb), ('{"a":1}', '[]')) t(x, y)
-- ?
select x ? 'a'::text from (values ('{"a":1,"b":[1,2]}'::jsonb), ('["a","c",1]'), ('"a"'), ('5'), (null)) t(x)
select x ? 'c'::text from (values ('{"a":1,"b":[1,2]}'::jsonb), ('["a","c",1]'), ('"a"'), ('5'), (null)) t(x)
select x ? '1'::text from (values ('{"a":1,"b":[1,2]}'::jsonb), ('["a","c",1]'), ('"a"'), ('5'), (null)) t(x)
select x ? NULL::text from (values ('{"a":1,"b":[1,2]}'::jsonb), ('["a","c",1]'), ('"a"'), ('5'), (null)) t(x)
select x ? y from (values ('["a","c",1]'::jsonb, '1'::text), ('["a","c",1]', 'a'), ('{"a":1,"b":[1,2]}', null), ('["a","c",1]', null), (null, null), ('{"a":1,"b":[1,2]}', '1'), (null, 'c'), ('5', 'a'), ('{"a":1,"b":[1,2]}', 'a'), ('"a"', '1'), (null, '1'), ('["a","c",1]', 'c')) t(x, y)
-- ?|
select x ?| '{NULL}'::text[] from (values ('{"a":1,"b":[1,2]}'::jsonb), ('["a","c",1]'), ('"a"'), ('{}')) t(x)
select x ?| NULL::text[] from (values ('{"a":1,"b":[1,2]}'::jsonb), ('["a","c",1]'), ('"a"'), ('{}')) t(x)
select x ?| '{a,z}'::text[] from (values ('{"a":1,"b":[1,2]}'::jsonb), ('["a","c",1]'), ('"a"'), ('{}')) t(x)
select x ?| '{z}'::text[] from (values ('{"a":1,"b":[1,2]}'::jsonb), ('["a","c",1]'), ('"a"'), ('{}')) t(x)
select x ?| y from (values ('{}'::jsonb, '{z}'::text[]), ('["a","c",1]', '{a,z}'), ('"a"', '{}'), ('{"a":1,"b":[1,2]}', null), ('{"a":1,"b":[1,2]}', '{}'), ('["a","c",1]', '{NULL}'), ('"a"', '{z}'), ('{"a":1,"b":[1,2]}', '{NULL}'), ('{"a":1,"b":[1,2]}', '{z}'), ('{}', '{NULL}'), ('"a"', '{a,z}'), ('"a"', '{NULL}')) t(x, y)
-- ?&
select x ?& '{a,b}'::text[] from (values ('{"a":1,"b":[1,2]}'::jsonb), ('["a","c",1]'), ('"a"')) t(x)
select x ?& '{NULL}'::text[] from (values ('{"a":1,"b":[1,2]}'::jsonb), ('["a","c",1]'), ('"a"')) t(x)
select x ?& '{}'::text[] from (values ('{"a":1,"b":[1,2]}'::jsonb), ('["a","c",1]'), ('"a"')) t(x)
select x ?& '{a}'::text[] from (values ('{"a":1,"b":[1,2]}'::jsonb), ('["a","c",1]'), ('"a"')) t(x)
select x ?& y from (values ('{"a":1,"b":[1,2]}'::jsonb, '{}'::text[]), ('"a"', '{a,b}'), ('["a","c",1]', '{NULL}'), ('["a","c",1]', '{a,z}'), ('["a","c",1]', '{a,b}'), ('"a"', '{a,z}'), ('{"a":1,"b":[1,2]}', '{NULL}'), ('["a","c",1]', '{}'), ('{"a":1,"b":[1,2]}', '{a,z}'), ('"a"', '{a}'), ('"a"', '{NULL}'), ('{"a":1,"b":[1,2]}', '{a,b}')) t(x, y)
-- ||
select x || '"x"'::jsonb from (values ('{"a":1,"b":2}'::jsonb), ('[1,2]'), ('5'), ('{}'), ('[]'), ('null'), (null)) t(x)
select x || '{}'::jsonb from (values ('{"a":1,"b":2}'::jsonb), ('[1,2]'), ('5'), ('{}'), ('[]'), ('null'), (null)) t(x)
select x || '[]'::jsonb from (values ('{"a":1,"b":2}'::jsonb), ('[1,2]'), ('5'), ('{}'), ('[]'), ('null'), (null)) t(x)
select x || '[3]'::jsonb from (values ('{"a":1,"b":2}'::jsonb), ('[1,2]'), ('5'), ('{}'), ('[]'), ('null'), (null)) t(x)
select x || y from (values ('{"a":1,"b":2}'::jsonb, '[3]'::jsonb), (null, '{}'), ('null', '{}'), ('{}', '[]'), ('5', '[3]'), ('null', '{"b":3,"c":[4]}'), (null, '[3]'), ('[]', '"x"'), (null, '[]'), ('{}', '"x"'), ('5', '{}'), ('5', '{"b":3,"c":[4]}')) t(x, y)
-- -
select x - 'a'::text from (values ('{"a":1,"b":2}'::jsonb), ('["a","b","a",1]'), (null)) t(x)
'5'::jsonb - 'a'::text
select x - 'z'::text from (values ('{"a":1,"b":2}'::jsonb), ('["a","b","a",1]'), (null)) t(x)
'5'::jsonb - 'z'::text
select x - y from (values ('{"a":1,"b":2}'::jsonb, 'a'::text), ('["a","b","a",1]', 'z'), (null, 'a'), ('["a","b","a",1]', 'a'), (null, 'z'), ('{"a":1,"b":2}', 'z')) t(x, y)
-- -
select x - '0'::int4 from (values ('["a","b"]'::jsonb), ('[]')) t(x)
'{"a":1}'::jsonb - '0'::int4
select x - '-1'::int4 from (values ('["a","b"]'::jsonb), ('[]')) t(x)
'{"a":1}'::jsonb - '-1'::int4
select x - '5'::int4 from (values ('["a","b"]'::jsonb), ('[]')) t(x)
'{"a":1}'::jsonb - '5'::int4
select x - '1'::int4 from (values ('["a","b"]'::jsonb), ('[]')) t(x)
'{"a":1}'::jsonb - '1'::int4
select x - y from (values ('["a","b"]'::jsonb, '1'::int4), ('[]', '-5'), ('[]', '0'), ('["a","b"]', '-1'), ('[]', '5'), ('[]', '1'), ('["a","b"]', '-5'), ('["a","b"]', '0'), ('["a","b"]', '5'), ('[]', '-1')) t(x, y)
-- -
select x - '{NULL,a}'::text[] from (values ('{"a":1,"b":2}'::jsonb), ('["a","b"]')) t(x)
'5'::jsonb - '{NULL,a}'::text[]
select x - '{}'::text[] from (values ('{"a":1,"b":2}'::jsonb), ('["a","b"]')) t(x)
'5'::jsonb - '{}'::text[]
select x - '{a,b}'::text[] from (values ('{"a":1,"b":2}'::jsonb), ('["a","b"]')) t(x)
'5'::jsonb - '{a,b}'::text[]
select x - y from (values ('["a","b"]'::jsonb, '{}'::text[]), ('["a","b"]', '{NULL,a}'), ('["a","b"]', '{a,b}'), ('{"a":1,"b":2}', '{NULL,a}'), ('{"a":1,"b":2}', '{a,b}'), ('{"a":1,"b":2}', '{}')) t(x, y)
-- jsonb_set
select jsonb_set(x, '{1,9}'::text[], '{"n": 1}'::jsonb, 'f'::bool) from (values ('{"a":{"b":[1,2]}}'::jsonb), ('[1,[2,3]]'), ('{}')) t(x)
jsonb_set('5'::jsonb, '{1,9}'::text[], '{"n": 1}'::jsonb, 'f'::bool)
select jsonb_set(x, '{z,y}'::text[], 'null'::jsonb, 'f'::bool) from (values ('{"a":{"b":[1,2]}}'::jsonb), ('{}')) t(x)
jsonb_set('[1,[2,3]]'::jsonb, '{z,y}'::text[], 'null'::jsonb, 'f'::bool)
select jsonb_set(x, '{}'::text[], '{"n": 1}'::jsonb, 't'::bool) from (values ('{"a":{"b":[1,2]}}'::jsonb), ('[1,[2,3]]'), ('{}')) t(x)
jsonb_set('5'::jsonb, '{}'::text[], '{"n": 1}'::jsonb, 't'::bool)
select jsonb_set(x, '{a,b,0}'::text[], '{"n": 1}'::jsonb, 'f'::bool) from (values ('{"a":{"b":[1,2]}}'::jsonb), ('{}')) t(x)
jsonb_set('[1,[2,3]]'::jsonb, '{a,b,0}'::text[], '{"n": 1}'::jsonb, 'f'::bool)
select jsonb_set(x, y, z, u) from (values ('{}'::jsonb, '{z,y}'::text[], 'null'::jsonb, 'f'::bool), ('{"a":{"b":[1,2]}}', '{1,-9}', '{"n": 1}', 't'), ('{"a":{"b":[1,2]}}', '{a,b,0}', '{"n": 1}', 't'), ('[1,[2,3]]', '{1,-1}', 'null', 'f'), ('{"a":{"b":[1,2]}}', '{0}', 'null', 't'), ('{"a":{"b":[1,2]}}', '{0}', 'null', 'f'), ('{}', '{0}', 'null', 'f'), ('[1,[2,3]]', '{}', '{"n": 1}', 'f'), ('[1,[2,3]]', '{0}', '{"n": 1}', 'f'), ('{}', '{}', '{"n": 1}', 'f'), ('[1,[2,3]]', '{1,-1}', '{"n": 1}', 't'), ('[1,[2,3]]', '{1,9}', '{"n": 1}', 't')) t(x, y, z, u)
-- jsonb_set
jsonb_set('{"a":1}'::jsonb, '{a}'::text[], '2'::jsonb)
jsonb_set('{"a":1}'::jsonb, '{b}'::text[], '2'::jsonb)
select jsonb_set(x, y, z) from (values ('{"a":1}'::jsonb, '{b}'::text[], '2'::jsonb), ('{"a":1}', '{a}', '2')) t(x, y, z)
-- jsonb_insert
jsonb_insert('{}'::jsonb, '{a}'::text[], '"n"'::jsonb, 't'::bool)
jsonb_insert('{"a":{"b":[1,2]}}'::jsonb, '{a}'::text[], '"n"'::jsonb, 't'::bool)
select jsonb_insert(x, '{1,-9}'::text[], '"n"'::jsonb, 't'::bool) from (values ('{"a":{"b":[1,2]}}'::jsonb), ('[1,[2,3]]'), ('[]'), ('{}')) t(x)
jsonb_insert('5'::jsonb, '{1,-9}'::text[], '"n"'::jsonb, 't'::bool)
select jsonb_insert(x, '{1,-9}'::text[], '"n"'::jsonb, 'f'::bool) from (values ('{"a":{"b":[1,2]}}'::jsonb), ('[1,[2,3]]'), ('[]'), ('{}')) t(x)
jsonb_insert('5'::jsonb, '{1,-9}'::text[], '"n"'::jsonb, 'f'::bool)
select jsonb_insert(x, '{1,9}'::text[], '"n"'::jsonb, 'f'::bool) from (values ('{"a":{"b":[1,2]}}'::jsonb), ('[1,[2,3]]'), ('[]'), ('{}')) t(x)
jsonb_insert('5'::jsonb, '{1,9}'::text[], '"n"'::jsonb, 'f'::bool)
select jsonb_insert(x, y, z, u) from (values ('[]'::jsonb, '{1,9}'::text[], '"n"'::jsonb, 'f'::bool), ('{"a":{"b":[1,2]}}', '{a,c}', '"n"', 'f'), ('[1,[2,3]]', '{1,-1}', '"n"', 'f'), ('{}', '{}', '"n"', 'f'), ('[1,[2,3]]', '{1,-1}', '"n"', 't'), ('[]', '{0}', '"n"', 'f'), ('{"a":{"b":[1,2]}}', '{}', '"n"', 'f'), ('{"a":{"b":[1,2]}}', '{1,-1}', '"n"', 't'), ('{"a":{"b":[1,2]}}', '{}', '"n"', 't'), ('{"a":{"b":[1,2]}}', '{1,9}', '"n"', 'f'), ('{}', '{a,b,0}', '"n"', 't'), ('{"a":{"b":[1,2]}}', '{a,b,0}', '"n"', 't')) t(x, y, z, u)
-- jsonb_strip_nulls
select jsonb_strip_nulls(x) from (values ('{"a":null,"b":[null,{"c":null}]}'::jsonb), ('null'), ('5')) t(x)
-- jsonb_pretty
select jsonb_pretty(x) from (values ('{"a":1,"bb":[1,{"c":null}],"c":{},"d":[]}'::jsonb), ('[]'), ('5'), ('"x"')) t(x)
-- to_json
select to_json(x) from (values ('abc'::text), ('a"b\c/d'), ('é😀	x'), (''), (null)) t(x)
-- to_json
select to_json(x) from (values ('1'::int4), (null)) t(x)
-- to_json
to_json('1.50'::numeric(5,2))
-- to_json
select to_json(x) from (values ('t'::bool), ('f'), (null)) t(x)
-- to_json
select to_json(x) from (values ('{1,NULL,2}'::int4[]), ('{}'), (null)) t(x)
-- to_json
to_json('{a,NULL,"b\"c"}'::text[])
-- to_json
to_json('{"a" : 1}'::json)
-- to_jsonb
to_jsonb('{"a" : 1.50}'::json)
-- to_json
to_json('ab '::bpchar)
-- to_json
to_json('\x00ff'::bytea)
-- json_build_array
select json_build_array(x, NULL::int4, 't'::bool) from (values ('a'::text), (null)) t(x)
select json_build_array(x, '1'::int4, 't'::bool) from (values ('a'::text), (null)) t(x)
select json_build_array(x, y, z) from (values ('a'::text, '1'::int4, 't'::bool), ('a', null, 't'), (null, '1', 't'), (null, null, 't')) t(x, y, z)
-- json_build_object
json_build_object('a'::text, '1'::int4)
json_build_object(NULL::text, '1'::int4)
json_build_object('a'::text, NULL::int4)
json_build_object(NULL::text, NULL::int4)
select json_build_object(x, y) from (values ('a'::text, '1'::int4), ('a', null)) t(x, y)
-- json_build_object
json_build_object('a'::text, '1'::int4, '5'::int4, 'x'::text)
select json_build_object(x, y, z, u) from (values ('a'::text, '1'::int4, '5'::int4, 'x'::text)) t(x, y, z, u)
-- json_build_object
json_build_object('a'::text)
-- jsonb_build_object
jsonb_build_object('bb'::text, '1'::int4, 'a'::text, 'x'::text)
jsonb_build_object('bb'::text, NULL::int4, 'a'::text, 'x'::text)
select jsonb_build_object(x, y, z, u) from (values ('bb'::text, NULL::int4, 'a'::text, 'x'::text), ('bb', '1', 'a', 'x')) t(x, y, z, u)
-- json_object
select json_object(x) from (values ('{a,1,b,NULL}'::text[]), ('{}')) t(x)
json_object('{a}'::text[])
-- json_object
json_object('{a,b}'::text[], '{1,NULL}'::text[])
json_object('{a,b}'::text[], '{1}'::text[])
select json_object(x, y) from (values ('{a,b}'::text[], '{1,NULL}'::text[])) t(x, y)
-- a NULL among arrays and records stays on the line
json_agg(x) from (values (ARRAY[1,2]), (NULL), (ARRAY[1])) v(x)
json_agg(DISTINCT x) from (values (ARRAY[1,2]), (NULL), (ARRAY[1])) v(x)
json_agg(x) from (values (NULL), (ARRAY[1,2]), (ARRAY[1])) v(x)
json_agg(x) from (values (ROW(1,2)), (NULL)) v(x)

-- subscript
select (x)['1'::int4] from (values ('{1,2,3}'::int4[]), ('{}'), ('{NULL}'), (null)) t(x)
select (x)['3'::int4] from (values ('{1,2,3}'::int4[]), ('{}'), ('{NULL}'), (null)) t(x)
select (x)['0'::int4] from (values ('{1,2,3}'::int4[]), ('{}'), ('{NULL}'), (null)) t(x)
select (x)[y] from (values ('{NULL}'::int4[], '-1'::int4), ('{1,2,3}', '-1'), (null, '1'), ('{1,2,3}', null), ('{NULL}', '4'), ('{}', '3'), ('{1,2,3}', '3'), (null, '0'), (null, '3'), ('{}', '-1'), ('{NULL}', null), (null, '4')) t(x, y)
-- slice
select (x)['-1'::int4:'2'::int4] from (values ('{1,2,3}'::int4[]), ('{}'), (null)) t(x)
select (x)['9'::int4:'9'::int4] from (values ('{1,2,3}'::int4[]), ('{}'), (null)) t(x)
select (x)['-1'::int4:'1'::int4] from (values ('{1,2,3}'::int4[]), ('{}'), (null)) t(x)
select (x)[y:z] from (values (NULL::int4[], '2'::int4, '1'::int4), ('{1,2,3}', '1', '1'), ('{1,2,3}', '9', '0'), ('{}', '2', '0'), ('{}', '9', '9'), ('{}', '-1', '-1'), ('{1,2,3}', '2', '1'), (null, '9', '-1'), (null, '1', '0'), ('{}', '1', '9'), ('{1,2,3}', '-1', '0'), ('{}', '1', '2')) t(x, y, z)
-- ||
select x || '{}'::int4[] from (values ('{1,2}'::int4[]), ('{}'), (null)) t(x)
select x || NULL::int4[] from (values ('{1,2}'::int4[]), ('{}'), (null)) t(x)
select x || '{3}'::int4[] from (values ('{1,2}'::int4[]), ('{}'), (null)) t(x)
select x || y from (values (NULL::int4[], NULL::int4[]), ('{}', '{3}'), (null, '{3}'), ('{}', '{}'), ('{1,2}', '{}'), (null, '{}'), ('{1,2}', null), ('{1,2}', '{3}'), ('{}', null)) t(x, y)
-- ||
select x || '3'::int4 from (values ('{1,2}'::int4[]), ('{}'), (null)) t(x)
select x || NULL::int4 from (values ('{1,2}'::int4[]), ('{}'), (null)) t(x)
select x || y from (values (NULL::int4[], '3'::int4), (null, null), ('{}', '3'), ('{1,2}', '3'), ('{}', null), ('{1,2}', null)) t(x, y)
-- ||
select x || '{}'::int4[] from (values ('3'::int4), (null)) t(x)
select x || NULL::int4[] from (values ('3'::int4), (null)) t(x)
select x || '{1,2}'::int4[] from (values ('3'::int4), (null)) t(x)
select x || y from (values ('3'::int4, '{1,2}'::int4[]), ('3', null), (null, '{1,2}'), (null, null), ('3', '{}'), (null, '{}')) t(x, y)
-- array_append
select array_append(x, NULL::text) from (values ('{a,b}'::text[]), ('{}'), (null)) t(x)
select array_append(x, 'c'::text) from (values ('{a,b}'::text[]), ('{}'), (null)) t(x)
select array_append(x, y) from (values ('{}'::text[], NULL::text), (null, null), ('{}', 'c'), (null, 'c'), ('{a,b}', null), ('{a,b}', 'c')) t(x, y)
-- array_prepend
select array_prepend(x, '{}'::text[]) from (values ('c'::text), (null)) t(x)
select array_prepend(x, NULL::text[]) from (values ('c'::text), (null)) t(x)
select array_prepend(x, '{a,b}'::text[]) from (values ('c'::text), (null)) t(x)
select array_prepend(x, y) from (values (NULL::text, NULL::text[]), ('c', '{a,b}'), (null, '{a,b}'), ('c', '{}'), (null, '{}'), ('c', null)) t(x, y)
-- array_cat
select array_cat(x, '{c}'::text[]) from (values ('{a}'::text[]), ('{}'), (null)) t(x)
select array_cat(x, NULL::text[]) from (values ('{a}'::text[]), ('{}'), (null)) t(x)
select array_cat(x, y) from (values ('{}'::text[], NULL::text[]), ('{}', '{c}'), ('{a}', '{c}'), (null, null), ('{a}', null), (null, '{c}')) t(x, y)
-- array_position
select array_position(x, '5'::int4) from (values ('{1,2,NULL,2}'::int4[]), ('{}'), (null)) t(x)
select array_position(x, NULL::int4) from (values ('{1,2,NULL,2}'::int4[]), ('{}'), (null)) t(x)
select array_position(x, '2'::int4) from (values ('{1,2,NULL,2}'::int4[]), ('{}'), (null)) t(x)
select array_position(x, y) from (values ('{1,2,NULL,2}'::int4[], '2'::int4), (null, '2'), (null, null), ('{1,2,NULL,2}', null), ('{}', '5'), (null, '5'), ('{1,2,NULL,2}', '5'), ('{}', null), ('{}', '2')) t(x, y)
-- array_position
select array_position(x, NULL::int4, '3'::int4) from (values ('{1,2,NULL,2}'::int4[]), ('{}'), (null)) t(x)
select array_position(x, NULL::int4, '1'::int4) from (values ('{1,2,NULL,2}'::int4[]), ('{}'), (null)) t(x)
select array_position(x, '2'::int4, '3'::int4) from (values ('{1,2,NULL,2}'::int4[]), ('{}'), (null)) t(x)
select array_position(x, y, z) from (values ('{}'::int4[], NULL::int4, NULL::int4), (null, '5', '3'), ('{}', null, '9'), ('{}', '2', '-1'), (null, '5', '9'), ('{}', '5', '-1'), ('{1,2,NULL,2}', '2', '-1'), ('{1,2,NULL,2}', '5', '9'), (null, '5', '-1'), ('{}', '5', '1'), (null, '5', null), ('{}', '2', '3')) t(x, y, z)
-- array_positions
select array_positions(x, '2'::int4) from (values ('{1,2,NULL,2}'::int4[]), ('{}'), (null)) t(x)
select array_positions(x, '5'::int4) from (values ('{1,2,NULL,2}'::int4[]), ('{}'), (null)) t(x)
select array_positions(x, NULL::int4) from (values ('{1,2,NULL,2}'::int4[]), ('{}'), (null)) t(x)
select array_positions(x, y) from (values ('{}'::int4[], '5'::int4), ('{1,2,NULL,2}', '5'), ('{1,2,NULL,2}', '2'), (null, null), ('{}', null), ('{1,2,NULL,2}', null), ('{}', '2'), (null, '5'), (null, '2')) t(x, y)
-- array_remove
select array_remove(x, '2'::int4) from (values ('{1,2,NULL,2}'::int4[]), ('{}'), (null)) t(x)
select array_remove(x, NULL::int4) from (values ('{1,2,NULL,2}'::int4[]), ('{}'), (null)) t(x)
select array_remove(x, '5'::int4) from (values ('{1,2,NULL,2}'::int4[]), ('{}'), (null)) t(x)
select array_remove(x, y) from (values ('{1,2,NULL,2}'::int4[], '2'::int4), ('{1,2,NULL,2}', null), (null, '2'), ('{1,2,NULL,2}', '5'), (null, '5'), (null, null), ('{}', null), ('{}', '5'), ('{}', '2')) t(x, y)
-- array_replace
select array_replace(x, NULL::int4, NULL::int4) from (values ('{1,2,NULL,2}'::int4[]), ('{}'), (null)) t(x)
select array_replace(x, '2'::int4, '7'::int4) from (values ('{1,2,NULL,2}'::int4[]), ('{}'), (null)) t(x)
select array_replace(x, NULL::int4, '7'::int4) from (values ('{1,2,NULL,2}'::int4[]), ('{}'), (null)) t(x)
select array_replace(x, y, z) from (values (NULL::int4[], '5'::int4, '7'::int4), ('{1,2,NULL,2}', '5', null), ('{1,2,NULL,2}', '5', '7'), ('{1,2,NULL,2}', '2', '7'), (null, '2', null), ('{}', '5', null), (null, null, '7'), ('{}', '2', null), ('{}', null, null), ('{1,2,NULL,2}', null, null), ('{}', null, '7'), ('{1,2,NULL,2}', null, '7')) t(x, y, z)
-- array_length
select array_length(x, '0'::int4) from (values ('{1,2}'::int4[]), ('{}'), (null)) t(x)
select array_length(x, '2'::int4) from (values ('{1,2}'::int4[]), ('{}'), (null)) t(x)
select array_length(x, '1'::int4) from (values ('{1,2}'::int4[]), ('{}'), (null)) t(x)
select array_length(x, y) from (values (NULL::int4[], NULL::int4), ('{}', null), ('{1,2}', '0'), (null, '1'), ('{}', '1'), (null, '2'), ('{1,2}', '2'), ('{1,2}', null), ('{}', '0'), ('{1,2}', '1'), (null, '0'), ('{}', '2')) t(x, y)
-- array_upper
select array_upper(x, '1'::int4) from (values ('{1,2}'::int4[]), ('{}'), (null)) t(x)
select array_upper(x, '2'::int4) from (values ('{1,2}'::int4[]), ('{}'), (null)) t(x)
select array_upper(x, y) from (values (NULL::int4[], '1'::int4), (null, '2'), ('{}', '1'), ('{}', '2'), ('{1,2}', '2'), ('{1,2}', '1')) t(x, y)
-- array_lower
select array_lower(x, '1'::int4) from (values ('{1,2}'::int4[]), ('{}'), (null)) t(x)
select array_lower(x, '2'::int4) from (values ('{1,2}'::int4[]), ('{}'), (null)) t(x)
select array_lower(x, y) from (values ('{}'::int4[], '2'::int4), (null, '2'), ('{1,2}', '2'), ('{}', '1'), ('{1,2}', '1'), (null, '1')) t(x, y)
-- array_ndims
select array_ndims(x) from (values ('{1,2}'::int4[]), ('{}'), (null)) t(x)
-- array_dims
select array_dims(x) from (values ('{1,2}'::int4[]), ('{}'), (null)) t(x)
-- cardinality
select cardinality(x) from (values ('{1,2}'::int4[]), ('{}'), (null)) t(x)
-- @>
select x @> NULL::int4[] from (values ('{1,2,NULL}'::int4[]), ('{1}'), ('{}'), (null)) t(x)
select x @> '{}'::int4[] from (values ('{1,2,NULL}'::int4[]), ('{1}'), ('{}'), (null)) t(x)
select x @> '{NULL}'::int4[] from (values ('{1,2,NULL}'::int4[]), ('{1}'), ('{}'), (null)) t(x)
select x @> y from (values ('{1,2,NULL}'::int4[], '{NULL}'::int4[]), (null, '{NULL}'), ('{1,2,NULL}', null), ('{1}', '{2,1}'), (null, '{1,1}'), (null, null), ('{1,2,NULL}', '{1}'), ('{1}', '{1,1}'), (null, '{2,1}'), (null, '{}'), ('{}', '{2,1}'), ('{1}', '{1}')) t(x, y)
-- <@
select x <@ NULL::int4[] from (values ('{1,2,NULL}'::int4[]), ('{1}'), ('{}'), (null)) t(x)
select x <@ '{NULL}'::int4[] from (values ('{1,2,NULL}'::int4[]), ('{1}'), ('{}'), (null)) t(x)
select x <@ '{}'::int4[] from (values ('{1,2,NULL}'::int4[]), ('{1}'), ('{}'), (null)) t(x)
select x <@ y from (values ('{1}'::int4[], '{2,1}'::int4[]), ('{1}', '{NULL}'), ('{1}', '{1}'), (null, '{1}'), (null, '{2,1}'), ('{1,2,NULL}', '{1}'), ('{1,2,NULL}', null), ('{}', '{}'), ('{}', '{NULL}'), ('{1}', '{}'), (null, '{}'), ('{}', '{2,1}')) t(x, y)
-- &&
select x && '{}'::int4[] from (values ('{1,2,NULL}'::int4[]), ('{1}'), ('{}'), (null)) t(x)
select x && NULL::int4[] from (values ('{1,2,NULL}'::int4[]), ('{1}'), ('{}'), (null)) t(x)
select x && '{2,5}'::int4[] from (values ('{1,2,NULL}'::int4[]), ('{1}'), ('{}'), (null)) t(x)
select x && y from (values (NULL::int4[], '{2,5}'::int4[]), ('{1,2,NULL}', '{}'), ('{}', '{}'), ('{1,2,NULL}', '{1}'), ('{1}', '{NULL}'), ('{}', '{NULL}'), ('{}', null), (null, '{NULL}'), ('{1,2,NULL}', null), ('{1}', '{2,5}'), ('{}', '{2,5}'), ('{1,2,NULL}', '{NULL}')) t(x, y)
-- array_to_string
select array_to_string(x, ','::text) from (values ('{a,NULL,b,""}'::text[]), ('{}'), (null)) t(x)
select array_to_string(x, ''::text) from (values ('{a,NULL,b,""}'::text[]), ('{}'), (null)) t(x)
select array_to_string(x, NULL::text) from (values ('{a,NULL,b,""}'::text[]), ('{}'), (null)) t(x)
select array_to_string(x, y) from (values ('{}'::text[], NULL::text), ('{a,NULL,b,""}', ','), ('{}', ''), (null, ''), (null, null), ('{a,NULL,b,""}', ''), ('{a,NULL,b,""}', null), ('{}', ','), (null, ',')) t(x, y)
-- array_to_string
select array_to_string(x, NULL::text, NULL::text) from (values ('{a,NULL,b,""}'::text[]), ('{}'), (null)) t(x)
select array_to_string(x, NULL::text, '*'::text) from (values ('{a,NULL,b,""}'::text[]), ('{}'), (null)) t(x)
select array_to_string(x, ''::text, NULL::text) from (values ('{a,NULL,b,""}'::text[]), ('{}'), (null)) t(x)
select array_to_string(x, y, z) from (values ('{}'::text[], NULL::text, ''::text), ('{}', ',', '*'), (null, '', null), (null, null, '*'), ('{}', null, '*'), ('{a,NULL,b,""}', ',', ''), ('{a,NULL,b,""}', '', '*'), ('{a,NULL,b,""}', '', null), (null, ',', null), ('{}', null, null), ('{a,NULL,b,""}', null, null), ('{}', ',', null)) t(x, y, z)
-- array_to_string
select array_to_string(x, ','::text, '*'::text) from (values ('{1,NULL,2}'::int4[]), ('{}')) t(x)
select array_to_string(x, y, z) from (values ('{}'::int4[], ','::text, '*'::text), ('{1,NULL,2}', ',', '*')) t(x, y, z)
-- array_to_string
select array_to_string(x, ','::text) from (values ('{t,NULL,f}'::bool[]), ('{}')) t(x)
select array_to_string(x, y) from (values ('{}'::bool[], ','::text), ('{t,NULL,f}', ',')) t(x, y)
-- string_to_array
select string_to_array(x, ''::text) from (values ('a,b,,c'::text), (''), ('abc'), (null)) t(x)
select string_to_array(x, NULL::text) from (values ('a,b,,c'::text), (''), ('abc'), (null)) t(x)
select string_to_array(x, ','::text) from (values ('a,b,,c'::text), (''), ('abc'), (null)) t(x)
select string_to_array(x, y) from (values (NULL::text, 'b'::text), ('', 'b'), ('abc', ''), (null, ','), ('abc', 'b'), ('', null), (null, null), ('a,b,,c', null), ('a,b,,c', ','), ('', ''), ('', ','), ('abc', null)) t(x, y)
-- string_to_array
select string_to_array(x, NULL::text, 'b'::text) from (values ('a,b,,c'::text), (''), ('abc'), (null)) t(x)
select string_to_array(x, 'b'::text, 'b'::text) from (values ('a,b,,c'::text), (''), ('abc'), (null)) t(x)
select string_to_array(x, NULL::text, NULL::text) from (values ('a,b,,c'::text), (''), ('abc'), (null)) t(x)
select string_to_array(x, y, z) from (values ('a,b,,c'::text, ','::text, 'b'::text), (null, '', null), (null, 'b', null), ('', ',', ''), (null, ',', ''), ('abc', null, ''), ('a,b,,c', 'b', 'b'), ('a,b,,c', '', ''), ('abc', 'b', null), ('a,b,,c', null, 'b'), ('abc', ',', 'b'), ('a,b,,c', '', 'b')) t(x, y, z)
-- array_fill
select array_fill(x, '{}'::int4[]) from (values ('7'::int4), (null)) t(x)
array_fill('7'::int4, NULL::int4[])
array_fill('7'::int4, '{NULL}'::int4[])
select array_fill(x, y) from (values ('7'::int4, '{0}'::int4[]), (null, '{0}'), (null, '{3}'), ('7', '{3}'), (null, '{}'), ('7', '{}')) t(x, y)
-- trim_array
trim_array(NULL::int4[], '4'::int4)
trim_array('{1,2,3}'::int4[], '4'::int4)
select trim_array(x, '3'::int4) from (values ('{1,2,3}'::int4[]), (null)) t(x)
trim_array('{}'::int4[], '3'::int4)
select trim_array(x, NULL::int4) from (values ('{1,2,3}'::int4[]), ('{}'), (null)) t(x)
select trim_array(x, y) from (values (NULL::int4[], '3'::int4), ('{1,2,3}', '0'), (null, '0'), (null, '1'), (null, '-1'), ('{1,2,3}', '1'), ('{1,2,3}', null), ('{}', null), (null, null), ('{}', '0'), (null, '4'), ('{1,2,3}', '3')) t(x, y)
-- array_reverse
select array_reverse(x) from (values ('{1,2,3,NULL}'::int4[]), ('{}'), (null)) t(x)
-- array_sort
select array_sort(x) from (values ('{3,NULL,1}'::int4[]), ('{}'), (null)) t(x)
-- array_sort
select array_sort(x, 't'::bool) from (values ('{3,NULL,1}'::int4[]), ('{}')) t(x)
select array_sort(x, 'f'::bool) from (values ('{3,NULL,1}'::int4[]), ('{}')) t(x)
select array_sort(x, y) from (values ('{3,NULL,1}'::int4[], 't'::bool), ('{3,NULL,1}', 'f'), ('{}', 't'), ('{}', 'f')) t(x, y) -- refused
-- array_sort
select array_sort(x, 't'::bool, 't'::bool) from (values ('{3,NULL,1}'::int4[]), ('{}')) t(x)
select array_sort(x, 'f'::bool, 't'::bool) from (values ('{3,NULL,1}'::int4[]), ('{}')) t(x)
select array_sort(x, 't'::bool, 'f'::bool) from (values ('{3,NULL,1}'::int4[]), ('{}')) t(x)
select array_sort(x, y, z) from (values ('{3,NULL,1}'::int4[], 't'::bool, 'f'::bool), ('{3,NULL,1}', 'f', 't'), ('{3,NULL,1}', 'f', 'f'), ('{}', 'f', 'f'), ('{3,NULL,1}', 't', 't'), ('{}', 'f', 't'), ('{}', 't', 't'), ('{}', 't', 'f')) t(x, y, z) -- refused
-- array_sort
array_sort('{b,a,é,B}'::text[])
-- slices with missing bounds and with NULL
(ARRAY[1,2,3])[NULL:1]
(ARRAY[1,2,3])[1:NULL]
select x[i:j], x[:j], x[i:], x[:] from (values (ARRAY[1,2,3], 1, 2), (ARRAY[1,2,3], NULL, 2), (NULL, 1, 1), (ARRAY[1], 3, 2)) t(x, i, j)

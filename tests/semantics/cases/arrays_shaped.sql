-- Arrays of several dimensions, or counted from other than 1
ARRAY[[1,2],[3,4]]
ARRAY[ARRAY[1,2],ARRAY[3,4]]
'{{1,2},{3,4}}'::int[]
'{{1,2},{3,4}}'::int[][]
'{{1,2},{3}}'::int[]
'{{1,2},3}'::int[]
'{1,{2}}'::int[]
'{{1,2},NULL}'::int[]
'{{}}'::int[]
'{{},{}}'::int[]
'{{{1},{2}},{{3},{4}}}'::int[]
'{{a,b},{"c d",NULL}}'::text[]
'[2:3]={1,2}'::int[]
'[1:2]={1,2}'::int[]
'[1:2][1:2]={{1,2},{3,4}}'::int[]
'[0:1][2:3]={{1,2},{3,4}}'::int[]
'[2:3]={1,2,3}'::int[]
'[3:2]={}'::int[]
'[1:2]={1,2'::int[]
'[1:2]{1,2}'::int[]
'[a:2]={1,2}'::int[]
'[2]={1,2}'::int[]
ARRAY[[1,2],[3]]
ARRAY[ARRAY[1],NULL]
ARRAY[NULL::int[],NULL]
ARRAY[[],[]]::int[]
ARRAY[[1,2],[3,4]]::text[]
ARRAY[['1','2'],['3','4']]::int[]
ARRAY[[1,2],[3,4.5]]
ARRAY[[1,2],[3,NULL]]
ARRAY['{1,2}'::int[], ARRAY[3,4]]
ARRAY['{{1,2}}'::int[], ARRAY[[3,4]]]
(ARRAY[[1,2],[3,4]])[1]
(ARRAY[[1,2],[3,4]])[1][2]
(ARRAY[[1,2],[3,4]])[2][1]
(ARRAY[[1,2],[3,4]])[3][1]
(ARRAY[[1,2],[3,4]])[1][1][1]
(ARRAY[[1,2],[3,4]])[1:1]
(ARRAY[[1,2],[3,4]])[1:2][2:2]
(ARRAY[[1,2],[3,4]])[1:2][1]
(ARRAY[[1,2],[3,4]])[:][2:]
(ARRAY[[1,2],[3,4]])[1][1:2]
(ARRAY[1,2,3])[2][1]
(ARRAY[1,2,3])[2:3][1:1]
array_dims(ARRAY[[1,2],[3,4]])
array_dims(ARRAY[[[1,2],[3,4]]])
array_ndims(ARRAY[[1,2],[3,4]])
array_length(ARRAY[[1,2,3],[3,4,5]],1)
array_length(ARRAY[[1,2,3],[3,4,5]],2)
array_length(ARRAY[[1,2,3],[3,4,5]],3)
array_length(ARRAY[[1,2,3],[3,4,5]],0)
array_upper(ARRAY[[1,2,3],[3,4,5]],2)
array_lower(ARRAY[[1,2,3],[3,4,5]],2)
cardinality(ARRAY[[1,2,3],[3,4,5]])
array_to_string(ARRAY[[1,2],[3,4]], ',')
array_to_string(ARRAY[[1,NULL],[3,4]], ',', '*')
ARRAY[[1,2],[3,4]] = ARRAY[[1,2],[3,4]]
ARRAY[[1,2],[3,4]] = ARRAY[1,2,3,4]
ARRAY[[1,2],[3,4]] = ARRAY[[1,2,3,4]]
ARRAY[[1,2],[3,4]] < ARRAY[[1,2],[3,5]]
ARRAY[[1,2],[3,4]] < ARRAY[1,2,3,4]
ARRAY[[1,2],[3,4]] > ARRAY[1,2,3,4]
ARRAY[[1,2],[3,4]] < ARRAY[2]
ARRAY[[1,2],[3,4]] < ARRAY[[1,2,3,4]]
ARRAY[[1,2,3,4]] < ARRAY[[1,2],[3,4]]
ARRAY[[1,2],[3,4]] @> ARRAY[1,4]
ARRAY[[1,2],[3,4]] @> ARRAY[[1,4]]
ARRAY[1,4] <@ ARRAY[[1,2],[3,4]]
ARRAY[[1,2],[3,4]] && ARRAY[4,5]
ARRAY[[1,2],[3,4]] || ARRAY[5,6]
ARRAY[5,6] || ARRAY[[1,2],[3,4]]
ARRAY[[1,2],[3,4]] || ARRAY[[5,6]]
ARRAY[[1,2],[3,4]] || ARRAY[5,6,7]
ARRAY[[1,2],[3,4]] || 5
5 || ARRAY[[1,2],[3,4]]
ARRAY[[1,2],[3,4]] || '{}'::int[]
ARRAY[[1,2],[3,4]] || NULL::int[]
array_cat(ARRAY[[1,2],[3,4]], ARRAY[5,6])
array_append(ARRAY[[1,2],[3,4]], 5)
array_prepend(5, ARRAY[[1,2],[3,4]])
array_position(ARRAY[[1,2],[3,4]], 3)
array_positions(ARRAY[[1,2],[3,4]], 3)
array_remove(ARRAY[[1,2],[3,4]], 3)
array_replace(ARRAY[[1,2],[3,4]], 3, 9)
array_fill(7, ARRAY[2,3]) -- refused
array_fill(7, ARRAY[2], ARRAY[3]) -- refused
array_fill(7, ARRAY[2,2], ARRAY[1,1]) -- refused
trim_array(ARRAY[[1,2],[3,4]], 1) -- refused
array_reverse(ARRAY[[1,2],[3,4]]) -- refused
array_sort(ARRAY[[3,4],[1,2]]) -- refused
array_sample(ARRAY[[1,2]], 1) -- refused
SELECT * FROM unnest(ARRAY[[1,2],[3,4]])
SELECT unnest(ARRAY[[1,2],[3,4]])
SELECT * FROM unnest(ARRAY[[1,2],[3,4]]) WITH ORDINALITY
SELECT generate_subscripts(ARRAY[[1,2,3],[3,4,5]], 2)
SELECT generate_subscripts(ARRAY[[1,2,3],[3,4,5]], 1)
2 = ANY (ARRAY[[1,2],[3,4]])
5 > ALL (ARRAY[[1,2],[3,4]])
2 = ANY ('{{1,2},{3,4}}')
SELECT array_agg(x) FROM (VALUES (ARRAY[1,2]),(ARRAY[3,4])) v(x)
SELECT array_agg(x) FROM (VALUES (ARRAY[1,2]),(ARRAY[3])) v(x)
SELECT array_agg(x) FROM (VALUES (ARRAY[1,2]),(NULL)) v(x)
SELECT array_agg(x) FROM (VALUES ('{}'::int[])) v(x)
SELECT ARRAY(SELECT ARRAY[i,i+1] FROM generate_series(1,2) i)
to_json(ARRAY[[1,2],[3,4]])
to_jsonb(ARRAY[[1,2],[3,4]])
array_to_json(ARRAY[[1,2],[3,4]])
row_to_json(ROW(ARRAY[[1,2],[3,4]]))
ARRAY[[1,2],[3,4]]::text
ROW(ARRAY[[1,2],[3,4]])
pg_typeof(ARRAY[[1,2],[3,4]])
SELECT x FROM (VALUES (ARRAY[[1,2]]),(ARRAY[[1,3]]),(ARRAY[[0,9]])) v(x) ORDER BY x
SELECT x FROM (VALUES (ARRAY[[1,2]]),(ARRAY[1,2]),(ARRAY[0])) v(x) ORDER BY x
SELECT x, count(*) FROM (VALUES (ARRAY[[1,2]]),(ARRAY[[1,2]])) v(x) GROUP BY x
SELECT DISTINCT x FROM (VALUES (ARRAY[[1,2]]),(ARRAY[[1,2]])) v(x)
SELECT ARRAY[[1,2]] UNION ALL SELECT ARRAY[3]
SELECT CASE WHEN true THEN ARRAY[[1,2]] ELSE ARRAY[3] END
COALESCE(ARRAY[[1,2]], ARRAY[3])
COALESCE(NULL, ARRAY[[1,2]])
ARRAY[[1,2]] IS NULL
ARRAY[[true,false]]
ARRAY[['a','b'],['c','d']]
ARRAY[[date '2020-01-01']]
ARRAY[[1.5,2.25],[3,4]]
ARRAY[[1,2],[3,4]]::numeric(5,2)[]
ARRAY[['a','b']]::varchar(1)[]
'{{{{{{{1}}}}}}}'::int[]
'{{1,2},{3,4}'::int[]
'{{1,2}{3,4}}'::int[]
'{{1,2},}'::int[]
'{ { 1 , 2 } , { 3 , 4 } }'::int[]
'{"{1,2}"}'::text[]
'{{"1",2}}'::int[]
width_bucket(5, ARRAY[[1,2],[3,4]]) -- refused
string_to_array('1,2', ',') || ARRAY[['a','b']]
min(x) from (values (ARRAY[[1,2]]),(ARRAY[[1,1]])) v(x)
'[0:1]={1,2}'::int[]
('[0:1]={1,2}'::int[])[0]
('[0:1]={1,2}'::int[])[2]
('[0:2]={1,2,3}'::int[])[1:2]
array_length('[0:1]={1,2}'::int[], 1)
array_upper('[5:6]={1,2}'::int[], 1)
'[0:1]={1,2}'::int[] || 3
3 || '[0:1]={1,2}'::int[]
'[0:1]={1,2}'::int[] || ARRAY[7]
'[0:1]={1,2}'::int[] = ARRAY[1,2]
'[0:1]={1,2}'::int[] < ARRAY[1,2]
SELECT x[1][2], x[2], x[1:1], array_dims(x) FROM (VALUES ('{{1,2},{3,4}}'::int[]), ('[0:1][0:1]={{1,2},{3,4}}'), (NULL), ('{}')) t(x)
SELECT x || y FROM (VALUES ('{{1,2},{3,4}}'::int[], '{{5,6}}'::int[]), ('{{1,2}}', '{7,8}'), ('{7,8}', '{{1,2}}'), (NULL, '{{1,2}}'), ('{{1}}', NULL), ('{}', '{{1}}')) t(x, y)
SELECT x = y, x < y, x > y FROM (VALUES ('{{1,2},{3,4}}'::int[], '{{5,6}}'::int[]), ('{{1,2}}', '{1,2}'), ('{1,2}', '{{1,2}}'), ('[2:3]={1,2}', '{1,2}'), ('{{1}}', NULL), ('{{NULL}}', '{{NULL}}'), ('{{NULL}}', '{{1}}')) t(x, y)
SELECT x::text, x::text[], x::numeric[], x::numeric(3,1)[] FROM (VALUES ('{{1,2},{3,NULL}}'::int[]), ('[0:0]={5}'), (NULL)) t(x)
SELECT count(*), count(x), min(x), max(x) FROM (VALUES ('{{1,2},{3,NULL}}'::int[]), ('[0:0]={5}'), (NULL)) t(x)
SELECT x, count(*) FROM (VALUES ('{{1.0}}'::numeric[]), ('{{1.00}}'), ('{1}')) t(x) GROUP BY x ORDER BY 2, 1
SELECT array_agg(x ORDER BY x DESC) FROM (VALUES ('{{1,2}}'::int[]), ('{{3,4}}')) t(x)
SELECT ARRAY[[i, i + 1], [i * 2, i * 3]] FROM generate_series(1, 3) i
SELECT u FROM (VALUES ('{{1,2},{3,4}}'::int[])) t(x), unnest(x) u WHERE u = ANY (x) AND u > 1 ORDER BY u
SELECT a[1][1] FROM (SELECT '{{1,2},{3,4}}'::int[] AS a) s WHERE a[1][1] = 1
ARRAY[[NULL]]::text[]
ARRAY[[]]::int[]
ARRAY[ARRAY[]::int[]]
ARRAY[[[[[[[1]]]]]]]
(ARRAY[[1,2],[3,4]])[NULL][1]
(ARRAY[[1,2],[3,4]])[NULL:1]
(ARRAY[[1,2],[3,4]])[1:1][1:1][1:1]
(ARRAY[[1,2],[3,4]])[-1:5]
(ARRAY[[1,2],[3,4]])[2:1]
'[-2147483648:-2147483647]={1,2}'::int[]
'[1:2147483647]={1}'::int[]
'[1:2] = {1,2}'::int[]
' { "a" , b } '::text[]
'{a b , c}'::text[]
'{"a"b}'::text[]
'{a"b"}'::text[]
'{a\ }'::text[]
'{NULL,"NULL",nUlL}'::text[]
'{1,2}x'::int[]
'{1,,2}'::int[]
'{,1}'::int[]
'{'::int[]
''::int[]
'1'::int[]
'{1}}'::int[]
'{{1},{2},}'::int[]
'{{{1}},{2}}'::int[]
'{{1},{{2}}}'::int[]
to_json('[0:1]={1,2}'::int[])
json_agg(x) from (values (ARRAY[[1,2]]), (NULL)) v(x)
COALESCE(ARRAY[1], ARRAY[[3]])
ARRAY[1,2] IN (ARRAY[[1,2]], ARRAY[1,2])
SELECT x IN (SELECT ARRAY[[1,2]]) FROM (VALUES (ARRAY[[1,2]]), (ARRAY[[1,3]])) v(x)
ARRAY[[1,2]] IS DISTINCT FROM ARRAY[[1,2]]
NULLIF(ARRAY[[1,2]], ARRAY[[1,2]])
SELECT lag(x) OVER (ORDER BY x) FROM (VALUES (ARRAY[[1,2]]), (ARRAY[[1,3]])) v(x)
SELECT x FROM (VALUES (ARRAY[[1,2]])) v(x) UNION SELECT ARRAY[[1,2]]
SELECT x FROM (VALUES (ARRAY[[1,2]])) v(x) INTERSECT SELECT ARRAY[[1,2]]

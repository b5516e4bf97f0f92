-- Ranges, multiranges, and constants of types that the gateway only carries
'[1,5)'::int4range
'[1,5]'::int4range
'(1,5]'::int4range
'(1,2)'::int4range
'[5,1)'::int4range
'empty'::int4range
'(,)'::int4range
'[,5]'::int4range
' [ 1 , 5 ) '::int4range
'[1,5'::int4range
'[a,5)'::int4range
'[1,2147483647]'::int4range
'[1.50,2.5]'::numrange
'(1.50,1.5]'::numrange
'[1.5,1.50]'::numrange
'[2020-01-01,2020-02-01]'::daterange
'[2020-01-01,infinity]'::daterange
'[2020-01-01,infinity)'::daterange
'[2020-01-01 10:00,2020-01-01 12:00)'::tsrange
'["2020-01-01 10:00",)'::tsrange
'[2020-01-01 10:00+02,2020-01-01 12:00)'::tstzrange
'[1,5)'::int8range
'{[1,5),[7,9]}'::int4multirange
'{[1,5),[3,9]}'::int4multirange
'{}'::int4multirange
'{[1.5,2.5],(3,4)}'::nummultirange
int4range(1,5)
int4range(1,5,'[]')
numrange(1.5,2.5)
daterange('2020-01-01','2020-02-01','[]')
int4range(5,1)
int4range(NULL,5)
'[1,5)'::int4range = '[1,4]'::int4range
'[1,5)'::int4range < '[1,6)'::int4range
'[1,5)'::int4range < '[0,6)'::int4range
'empty'::int4range < '[1,5)'::int4range
'(,5)'::int4range < '[1,5)'::int4range
'[1.0,2.0]'::numrange = '[1,2]'::numrange
'[1,5)'::int4range @> 3
'[1,5)'::int4range @> 5
'[1,5)'::int4range @> '[2,3)'::int4range
3 <@ '[1,5)'::int4range
'[2,3)'::int4range <@ '[1,5)'::int4range
'[1,5)'::int4range && '[4,9)'::int4range
'[1,5)'::int4range && '[5,9)'::int4range
'[1,5)'::int4range << '[5,9)'::int4range
'[1,5)'::int4range >> '[5,9)'::int4range
'[1,5)'::int4range &< '[5,9)'::int4range
'[1,5)'::int4range -|- '[5,9)'::int4range
'[1,5)'::int4range + '[4,9)'::int4range -- refused
'[1,5)'::int4range * '[4,9)'::int4range -- refused
'[1,5)'::int4range - '[4,9)'::int4range -- refused
lower('[1,5)'::int4range)
upper('[1,5]'::int4range)
isempty('[1,1)'::int4range)
lower_inc('[1,5)'::int4range)
upper_inc('[1,5]'::int4range)
lower_inf('(,5)'::int4range)
upper_inf('(,5)'::int4range)
range_merge('[1,2)'::int4range,'[5,6)'::int4range) -- refused
lower('[2020-01-01,2020-02-01]'::daterange)
'[2020-01-01,2020-02-01]'::daterange @> date '2020-01-15'
'[2020-01-01,2020-02-01)'::tsrange @> timestamp '2020-01-15 10:00'
'[2020-01-01,2020-02-01)'::tstzrange @> timestamptz '2020-01-15 10:00+00'
SELECT x FROM (VALUES ('[1,5)'::int4range), ('[0,9)'), ('empty'), ('(,3)'), ('[1,)')) t(x) ORDER BY x
SELECT x, count(*) FROM (VALUES ('[1,5)'::int4range), ('[1,4]')) t(x) GROUP BY x
'(1,2)'::point
'(1,2),(0,0)'::box
'<(1,2),3>'::circle
'[(1,2),(3,4)]'::lseg
'{1,2,3}'::line
'((1,2),(3,4))'::polygon
'[(1,2),(3,4)]'::path
'$1,234.50'::money -- refused
'fat & rat'::tsquery -- refused
'a fat cat'::tsvector -- refused
'16/B374D848'::pg_lsn
'$.a[*]'::jsonpath -- refused
'10.0.0.1/8'::inet
'10.0.0.0/8'::cidr
'08:00:2b:01:02:03'::macaddr
B'101'
'{[1\,5)}'::int4range[]
ARRAY['[1,5)'::int4range]
'[5,9)'::int4range && NULL
int4range(1, 5, '(]')
int4range(1, 5, 'x')
int4range(1, 5, NULL)
int4range(NULL, NULL)
numrange(NULL, 1.5, '(]')
tsrange('2020-01-01', '2020-02-01', '[]')
upper('[2020-01-01,2020-02-01]'::tsrange)
lower('(,5)'::int4range)
lower('empty'::int4range)
upper('{[1,2]}'::int4range)
lower(NULL::int4range)
lower('ABC')
'[1,5)'::int4range @> NULL::int
'{[1,5),[7,9]}'::int4multirange @> 8
isempty('{}'::int4multirange)
'{[1,5),[5,9)}'::int4multirange
'{[1,5),empty}'::int4multirange
'{ [1,5) , [7,9) } '::int4multirange
'{[1,5),}'::int4multirange
'{[1,5)'::int4multirange
'{[1,5)}x'::int4multirange
'x'::int4multirange
'[1,5)x'::int4range
'[1,5,6)'::int4range
'[ 1, 5)'::int4range
'["1","5")'::int4range
'[1\0,50)'::int4range
'[2147483647,2147483647]'::int4range
'[infinity,infinity]'::daterange
'(-infinity,2020-01-01]'::daterange
'[NaN,NaN]'::numrange
'[1,NaN]'::numrange @> 'Infinity'::numeric
SELECT x, x = '[1,5)', x < '[1,6)', x @> 3 FROM (VALUES ('[1,4]'::int4range), (NULL), ('empty'), ('(,3)')) t(x) ORDER BY x
SELECT x FROM (VALUES ('[2020-01-01,2020-02-01)'::daterange), ('(,2020-01-01)'), ('[2019-12-31,infinity)')) t(x) ORDER BY x DESC
SELECT DISTINCT x FROM (VALUES ('[1,5)'::int8range), ('[1,4]')) t(x)
SELECT a.x FROM (VALUES ('[1,5)'::int4range)) a(x) JOIN (VALUES ('[4,9)'::int4range)) b(x) ON a.x && b.x
' ( 1.50 , 2 ) '::point
'(1,2),(3,4)'::box
'(1e400,2)'::point
'1,2'::point -- refused
'(1,2,3)'::polygon -- refused
'<(1,2),-3>'::circle -- refused
'{0,0,1}'::line -- refused
'[1,2]'::point -- refused
'10.0.0.1'::inet
'10.0.0.1/32'::inet
'10.0.0.1/8'::cidr -- refused
'::1'::inet -- refused
'08-00-2b-01-02-03'::macaddr -- refused
'1/0'::pg_lsn

-- What analysts write with text: cleaning, splitting, searching, formatting.
initcap('hello WORLD foo-bar'), initcap('o''neil mc donald'), initcap('éa ÉB 1st 2ND'), upper('straße'), lower('ÄÖÜ')
split_part('a,b,c', ',', 2), split_part('a,b,c', ',', -1), split_part('a,b,c', ',', 4), split_part('abc', '', 1), split_part('', ',', 1), split_part('a||b', '||', 2)
split_part('a,b', ',', 0)
left('hello', 2), left('hello', -2), right('hello', 3), right('hello', -3), left('hé', 1), left(null, 2), left('a', 10)
lpad('7', 3, '0'), lpad('12345', 3), rpad('ab', 6, 'xy'), rpad('abcdef', 3, 'z'), lpad('a', 5, ''), lpad('é', 3, 'ü')
substring('hello' from 2 for 3), substring('hello' from 0 for 3), substring('hello' from -1 for 4), substring('hello', 2), substr('hello', 4, 10), substring('hello' for 2)
substring('hello' from 2 for -1)
substring('foobar' from 'o.b'), substring('foobar' from 'o(.)b'), substring('foobar' from 'z')
position('lo' in 'hello'), strpos('hello', 'l'), strpos('hello', ''), strpos('', 'a'), position('' in ''), strpos('héllo', 'l')
overlay('Txxxxas' placing 'hom' from 2 for 4), overlay('abcdef' placing 'XY' from 3), overlay('abc' placing 'z' from 10), overlay('abc' placing '' from 1 for 2)
trim('  a b  '), trim(both 'xy' from 'xyaxyx'), ltrim('zzzytest', 'xyz'), rtrim('testxxzx', 'xyz'), btrim('xyxtrimyyx', 'xyz'), trim(leading from '  a '), trim(E'\t\na ')
repeat('ab', 3), repeat('ab', 0), repeat('ab', -1), reverse('héllo'), reverse(''), concat('a', null, 1, true, 2.50), concat_ws('-', 'a', null, 'b', ''), concat_ws(null, 'a')
translate('12345', '143', 'ax'), translate('abc', 'abc', ''), translate('aabb', 'ab', 'ba'), translate('abc', '', 'x'), translate('aaa', 'aa', 'bc')
replace('abcabc', 'b', 'XY'), replace('aaa', 'aa', 'b'), replace('abc', '', 'x'), replace('abc', 'z', null), replace('', '', 'x')
ascii('A'), ascii('é'), ascii(''), chr(65), chr(233), chr(128512), length('héllo'), char_length('abc  '), octet_length('héllo'), bit_length('é'), length('abc  '::char(6))
chr(0)
starts_with('hello', 'he'), starts_with('hello', ''), 'hello' ^@ 'hel', starts_with(null, 'a')
string_to_array('a,b,,c', ','), string_to_array('a,b,,c', ',', ''), string_to_array('abc', null), string_to_array('', ','), string_to_array('abc', ''), string_to_array(null, ',')
array_to_string(array['a', null, 'c'], ','), array_to_string(array['a', null, 'c'], ',', '*'), array_to_string(array[1, 2, 3], ' | '), array_to_string('{}'::int[], ','), array_to_string(array[1.50, 2], ',')
regexp_replace('foobarbaz', 'b..', 'X'), regexp_replace('foobarbaz', 'b..', 'X', 'g'), regexp_replace('foobarbaz', 'b(..)', 'X\1Y', 'g'), regexp_replace('Hello World', '(\w+) (\w+)', '\2 \1'), regexp_replace('abc', '', '-', 'g')
regexp_replace('A PostgreSQL function', 'a|e|i|o|u', 'X', 1, 0, 'i'), regexp_replace('A PostgreSQL function', 'a|e|i|o|u', 'X', 1, 3, 'i'), regexp_replace('abc', 'B', 'x', 'i'), regexp_replace('a.b.c', '\.', '', 'g')
regexp_replace('  lots   of   space ', '\s+', ' ', 'g'), regexp_replace('+1 (555) 123-4567', '[^0-9]', '', 'g'), regexp_replace('abc123', '[[:digit:]]+', '#'), regexp_replace('x', '^', 'y'), regexp_replace('x', '$', 'y')
regexp_matches('foobarbequebaz', '(bar)(beque)'), regexp_match('abc', '(x)?b'), regexp_match('abc', 'z'), regexp_match('2024-05-06', '(\d+)-(\d+)-(\d+)')
select m[1], m[2] from regexp_matches('k1=v1;k2=v2', '(\w+)=(\w+)', 'g') as m
select (regexp_matches('a1b22c333', '\d+', 'g'))[1]
regexp_split_to_array('the quick  brown', '\s+'), regexp_split_to_array('a1b2c', '\d'), regexp_split_to_array('abc', ''), regexp_split_to_array('', ',')
select * from regexp_split_to_table('one, two;three', '[,;]\s*') as t (w)
regexp_count('ABCABCABC', 'Abc', 1, 'i'), regexp_count('aaa', 'aa'), regexp_count('', 'a*'), regexp_instr('number of your street, town zip', '[^,]+', 1, 2), regexp_substr('foobar', 'o(.)b', 1, 1, 'c', 1), regexp_like('Hello', 'hel', 'i')
'abc' ~ '^a', 'abc' ~* 'B', 'abc' !~ 'd', 'abc' !~* 'C$', 'a+b' ~ 'a\+b', 'aXb' ~ 'a.b', E'a\nb' ~ 'a.b', E'a\nb' ~ '^b', E'a\nb' ~ '(?n)^b'
'foo.bar@example.com' ~ '^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}$', '192.168.1.1' ~ '^(\d{1,3}\.){3}\d{1,3}$', 'ABC-123' ~ '^[A-Z]{3}-\d{3}$', 'ab' ~ '^(a|ab)(c|bcd)?$'
'abc' like '_b%', 'a%c' like 'a\%c', 'abc' like 'ABC', 'abc' ilike 'A%', 'a_c' like 'a!_c' escape '!', '' like '%', null like 'a', 'abc' like '', 'ÄB' ilike 'äb'
'abc' like 'a\'
'abc' similar to '(a|b)%', 'abc' similar to 'a', 'abc' similar to '%(b|d)%', 'a1' similar to '[a-z][0-9]', 'aaa' similar to 'a{3}'
format('Hello %s, %1$s', 'x'), format('%I.%I = %L', 'my table', 'col', 'it''s'), format('%%'), format('%s', null), format('%L', null), format('|%10s|%-10s|', 'foo', 'bar'), format('%2$s %1$s', 'a', 'b')
format('%s')
format('%d', 1)
quote_ident('Foo bar'), quote_ident('foo'), quote_ident('select'), quote_literal('it''s'), quote_literal(E'a\\b'), quote_nullable(null), quote_literal(42)
md5('hello'), encode('hello'::bytea, 'hex'), encode('hello'::bytea, 'base64'), decode('aGVsbG8=', 'base64'), encode(decode('68656c6c6f', 'hex'), 'escape'), convert_from('\x68c3a9'::bytea, 'UTF8'), encode(sha256('a'::bytea), 'hex')
to_hex(255), to_hex(-1), to_bin(10), to_oct(64), to_hex(9223372036854775807)
'abc' < 'abd', 'a' < 'B', 'Z' < 'a', 'é' > 'z', 'a' < 'a ', 'a'::char(3) = 'a', 'a '::text = 'a', 'a'::char(3) = 'a '::text
greatest('b', 'a', null), least('b', 'a', null), coalesce(null, '', 'x'), nullif('', ''), nullif('a', 'b'), max(x), min(x) from (values ('b'), ('a'), (null), ('B')) as t (x) group by ()
string_agg(x, ', ' order by x), string_agg(distinct x, ',' order by x), string_agg(x, '' order by x desc) from (values ('b'), ('a'), (null), ('b'), ('')) as t (x)
select x, row_number() over (partition by lower(x) order by x), count(*) over (partition by lower(x)) from (values ('a'), ('A'), ('b')) as t (x) order by lower(x), x
lower(trim(both ' ' from x)) || '@' || coalesce(nullif(trim(d), ''), 'none') from (values (' Bob ', ' '), ('ANN', 'x.org'), (null, 'y')) as t (x, d)
case when x ~ '^\d+$' then x::int else -1 end from (values ('12'), ('a1'), (''), ('007')) as t (x)
case x when 'a' then 1 when 'b' then 2 end, case when x is null then 'none' when length(x) > 1 then 'long' else 'short' end from (values ('a'), ('bb'), (null)) as t (x)
x, length(x), x collate "C" < 'b', upper(left(x, 1)) || substr(x, 2) from (values ('apple'), ('éclair'), ('')) as t (x)
'12' || 3, 3 || '12', 'a' || null, true || 'x', 1.50 || '', array[1] || 2, '{1}'::int[] || array[2], date '2024-01-02' || '!'
cast(12.5 as text), 1e10::float8::text, 0.1::float4::text, 1/3.0 || '', (1e-7)::float8::text, 100000000000000000000::numeric::text, 'Infinity'::float8::text, true::text, true || ''
'0012'::int, ' 12 '::int, '1e3'::numeric, '1e3'::float8, '-0'::float8, '.5'::numeric, '1_000'::int, '0x1F'::int, 'on'::bool, ' t '::bool
'12.5'::int
''::int
'abc'::numeric
E'\u00e9\x41\101', $$it's$$, $x$a$$b$x$
strpos('a' || chr(10) || 'b', chr(10)), replace(E'a\r\nb', E'\r\n', ' '), split_part(E'a\tb', E'\t', 2), E'a\nb', length(E'\\')
array_length(string_to_array('a b c', ' '), 1), (string_to_array('a b c', ' '))[2], cardinality(regexp_split_to_array('a,b', ',')), array_position(string_to_array('a,b', ','), 'b')
select w, count(*) from (select unnest(string_to_array('a b a c b a', ' ')) as w) as s group by w order by count(*) desc, w
select string_agg(c, '' order by n desc) from unnest(string_to_array('hello', null)) with ordinality as u (c, n)
select left(x, strpos(x, '@') - 1), split_part(x, '@', 2), reverse(split_part(reverse(x), '.', 1)) from (values ('a.b@c.org'), ('x@y.co.uk')) as t (x)
soundex('Robert')
levenshtein('a', 'b')
substring('abc' from 2.7)
length(123)
upper(12)
'a' + 1
'abc' - 'b'
concat(), concat(null), concat_ws(',')
text 'a' || varchar 'b' || char(3) 'c', pg_typeof('a'::varchar || 'b'), 'a'::char(3) || 'b', length('a'::char(3) || 'b')
octet_length('😀'), left('😀a', 1), reverse('😀a'), upper('ß'), lower('İ')
'a' in ('a', 'b'), 'a' not in ('b', null), 'x' = any (array['x', 'y']), 'x' <> all (array['x']), 'abc' like any (array['a%', 'z']), 'abc' like all (array['a%', '%c'])
string_agg(x, ',' order by length(x), x desc) filter (where x <> 'b'), count(distinct lower(x)), min(x) filter (where x > 'a') from (values ('b'), ('a'), ('A'), ('cc')) as t (x)
U&'\0061b'

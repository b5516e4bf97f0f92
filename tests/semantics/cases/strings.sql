-- length
select length(x) from (values ('abc'::text), (''), ('é😀'), (null)) t(x)
-- length
select length(x) from (values ('ab  '::bpchar), ('')) t(x)
-- octet_length
select octet_length(x) from (values ('abc'::text), ('é😀')) t(x)
-- lower
select lower(x) from (values ('ABC'::text), ('ÀÉÎ'), ('İI'), ('ΑΣ'), ('ẞß'), ('ﬁ'), ('Ǆ'), (null)) t(x)
-- upper
select upper(x) from (values ('abc'::text), ('straße'), ('ßß'), ('ß'), ('àé'), ('ﬁ'), ('ǆ'), ('ı'), (null)) t(x)
-- initcap
select initcap(x) from (values ('hello world'::text), ('o''neil-smith'), ('éa éb'), ('hi_there x2y 3ab'), ('ǆab')) t(x)
-- concat
select concat(x, NULL::bool, '1'::int4) from (values ('a'::text), (null)) t(x)
select concat(x, 'f'::bool, NULL::int4) from (values ('a'::text), (null)) t(x)
select concat(x, 'f'::bool, '1'::int4) from (values ('a'::text), (null)) t(x)
select concat(x, y, z) from (values (NULL::text, 'f'::bool, '1'::int4), (null, null, '1'), (null, 't', null), ('a', null, '1'), ('a', null, null), ('a', 't', null), (null, 't', '1'), ('a', 'f', null), (null, 'f', null), ('a', 't', '1'), (null, null, null), ('a', 'f', '1')) t(x, y, z)
-- concat
select concat(x, '1e20'::float8, NULL::numeric(5,2)) from (values ('a'::text), (null)) t(x)
select concat(x, '1e20'::float8, '1.50'::numeric(5,2)) from (values ('a'::text), (null)) t(x)
select concat(x, '1.5'::float8, '1.50'::numeric(5,2)) from (values ('a'::text), (null)) t(x)
select concat(x, y, z) from (values ('a'::text, '1e20'::float8, NULL::numeric(5,2)), (null, null, '1.50'), (null, '1e20', '1.50'), (null, '1e20', null), ('a', '1e20', '1.50'), (null, '1.5', null), ('a', '1.5', null), (null, null, null), ('a', null, null), ('a', '1.5', '1.50'), ('a', null, '1.50'), (null, '1.5', '1.50')) t(x, y, z)
-- concat
select concat(x, NULL::int8) from (values ('a '::bpchar), (null)) t(x)
select concat(x, '1'::int8) from (values ('a '::bpchar), (null)) t(x)
select concat(x, y) from (values (NULL::bpchar, NULL::int8), ('a ', null), ('a ', '1'), (null, '1')) t(x, y)
-- concat_ws
select concat_ws(x, NULL::text, 't'::bool, '2'::int4) from (values (','::text), (null), ('')) t(x)
select concat_ws(x, 'a'::text, 't'::bool, NULL::int4) from (values (','::text), (null), ('')) t(x)
select concat_ws(x, 'a'::text, 't'::bool, '2'::int4) from (values (','::text), (null), ('')) t(x)
select concat_ws(x, y, z, u) from (values (','::text, 'a'::text, NULL::bool, NULL::int4), (',', 'a', null, '2'), (null, 'a', null, '2'), (',', null, 't', '2'), ('', null, 't', '2'), ('', 'a', 't', null), (null, null, null, '2'), (',', null, null, null), ('', null, null, null), (null, 'a', 't', null), (null, null, 't', null), ('', null, 't', null)) t(x, y, z, u)
-- ||
select x || 'b'::text from (values ('a'::text), (null)) t(x)
select x || NULL::text from (values ('a'::text), (null)) t(x)
select x || y from (values ('a'::text, 'b'::text), ('a', null), (null, null), (null, 'b')) t(x, y)
-- ||
select x || 't'::bool from (values ('a'::text), (null)) t(x)
select x || 'f'::bool from (values ('a'::text), (null)) t(x)
select x || NULL::bool from (values ('a'::text), (null)) t(x)
select x || y from (values (NULL::text, NULL::bool), (null, 'f'), ('a', 'f'), ('a', null), ('a', 't'), (null, 't')) t(x, y)
-- ||
select x || 'b'::text from (values ('5'::int4), (null)) t(x)
select x || NULL::text from (values ('5'::int4), (null)) t(x)
select x || y from (values (NULL::int4, 'b'::text), ('5', null), (null, null), ('5', 'b')) t(x, y)
-- left
select left(x, '2'::int4) from (values ('abcdé'::text), (null)) t(x)
select left(x, '-2'::int4) from (values ('abcdé'::text), (null)) t(x)
select left(x, '-10'::int4) from (values ('abcdé'::text), (null)) t(x)
select left(x, y) from (values (NULL::text, '10'::int4), ('abcdé', '2'), (null, '-10'), (null, '-2'), ('abcdé', '-10'), (null, '2'), ('abcdé', '0'), ('abcdé', null), (null, null), ('abcdé', '-2'), (null, '0'), ('abcdé', '10')) t(x, y)
-- right
select right(x, '0'::int4) from (values ('abcdé'::text), (null)) t(x)
select right(x, '10'::int4) from (values ('abcdé'::text), (null)) t(x)
select right(x, NULL::int4) from (values ('abcdé'::text), (null)) t(x)
select right(x, y) from (values (NULL::text, '-2'::int4), ('abcdé', '0'), (null, null), ('abcdé', '-2'), (null, '-10'), (null, '0'), (null, '10'), ('abcdé', '10'), ('abcdé', null), (null, '2'), ('abcdé', '2'), ('abcdé', '-10')) t(x, y)
-- substring
select substring(x, NULL::int4) from (values ('abcdéf'::text), (''), (null)) t(x)
select substring(x, '9'::int4) from (values ('abcdéf'::text), (''), (null)) t(x)
select substring(x, '-2'::int4) from (values ('abcdéf'::text), (''), (null)) t(x)
select substring(x, y) from (values (''::text, NULL::int4), ('', '1'), (null, null), (null, '9'), ('', '9'), ('abcdéf', '0'), ('', '3'), ('', '0'), (null, '-2'), ('abcdéf', '9'), (null, '1'), ('abcdéf', '-2')) t(x, y)
-- substring
select substring(x, '1'::int4, '2'::int4) from (values ('abcdéf'::text), (''), (null)) t(x)
select substring(x, '3'::int4, '0'::int4) from (values ('abcdéf'::text), (''), (null)) t(x)
substring(NULL::text, '0'::int4, '-1'::int4)
substring('abcdéf'::text, '0'::int4, '-1'::int4)
select substring(x, y, z) from (values (NULL::text, '9'::int4, '2'::int4), ('abcdéf', '0', '2'), ('', null, null), ('abcdéf', null, null), ('abcdéf', '2147483647', '4'), (null, '1', '-1'), (null, null, '-1'), ('abcdéf', '1', '2147483647'), (null, '1', '2'), (null, '9', null), ('', '1', '0'), ('abcdéf', '-2', '0')) t(x, y, z)
-- substring
select substring(x, '0'::int4, NULL::int4) from (values ('abcdéf'::text), (''), (null)) t(x)
select substring(x, '-2'::int4, NULL::int4) from (values ('abcdéf'::text), (''), (null)) t(x)
select substring(x, '-2147483648'::int4, '4'::int4) from (values ('abcdéf'::text), (''), (null)) t(x)
select substring(x, y, z) from (values ('abcdéf'::text, '-2'::int4, NULL::int4), (null, '-2', '0'), (null, '9', null), ('', '3', null), ('abcdéf', null, '2'), ('abcdéf', '9', '4'), (null, '9', '4'), (null, '2147483647', '2'), ('', '1', '2147483647'), ('abcdéf', '1', '2147483647'), ('', null, '0'), (null, '2147483647', '2147483647')) t(x, y, z)
-- substr
substr('abcdef'::text, '1'::int4, '0'::int4)
substr('abcdef'::text, '-2'::int4, '0'::int4)
substr('abcdef'::text, '3'::int4, '2'::int4)
select substr(x, y, z) from (values ('abcdef'::text, '-2'::int4, '4'::int4), ('abcdef', '1', '2'), ('abcdef', '3', '4'), ('abcdef', '0', '0'), ('abcdef', '0', '2'), ('abcdef', '1', '4'), ('abcdef', '1', '0'), ('abcdef', '3', '0'), ('abcdef', '-2', '0'), ('abcdef', '-2', '2'), ('abcdef', '0', '4'), ('abcdef', '3', '2')) t(x, y, z)
-- overlay
overlay(NULL::text, ''::text, '0'::int4)
overlay('Txxxxas'::text, ''::text, '0'::int4)
select overlay(x, 'hom'::text, '9'::int4) from (values ('Txxxxas'::text), ('é'), (null)) t(x)
select overlay(x, ''::text, '2'::int4) from (values ('Txxxxas'::text), ('é'), (null)) t(x)
select overlay(x, y, z) from (values ('Txxxxas'::text, NULL::text, NULL::int4), ('é', '', null), ('Txxxxas', 'hom', '9'), (null, 'hom', '0'), ('é', null, '-1'), (null, '', '0'), ('é', '', '9'), (null, 'hom', '1'), ('Txxxxas', '', '9'), ('é', null, null), ('Txxxxas', null, '9'), ('Txxxxas', null, '1')) t(x, y, z)
-- overlay
select overlay(x, 'hom'::text, '1'::int4, '0'::int4) from (values ('Txxxxas'::text), ('é')) t(x)
select overlay(x, 'hom'::text, '1'::int4, '-1'::int4) from (values ('Txxxxas'::text), ('é')) t(x)
select overlay(x, 'hom'::text, '2'::int4, '99'::int4) from (values ('Txxxxas'::text), ('é')) t(x)
select overlay(x, y, z, u) from (values ('Txxxxas'::text, 'hom'::text, '2'::int4, '99'::int4), ('Txxxxas', 'hom', '9', '99'), ('Txxxxas', '', '9', '99'), ('é', '', '2', null), ('é', 'hom', '1', '4'), ('é', '', '1', '0'), ('é', '', '9', '99'), ('Txxxxas', '', '0', null), ('é', '', '1', '-1'), ('Txxxxas', 'hom', '2', null), ('Txxxxas', 'hom', '2', '0'), ('Txxxxas', '', '1', null)) t(x, y, z, u)
-- position
select position(NULL::text in x) from (values ('abcé'::text), ('')) t(x)
select position('c'::text in x) from (values ('abcé'::text), ('')) t(x)
select position('x'::text in x) from (values ('abcé'::text), ('')) t(x)
select position(y in x) from (values ('abcé'::text, NULL::text), ('', ''), ('', 'c'), ('abcé', ''), ('', null), ('abcé', 'é'), ('', 'é'), ('abcé', 'c'), ('', 'x'), ('abcé', 'x')) t(x, y)
-- strpos
select strpos(x, 'x'::text) from (values ('abcé'::text), ('')) t(x)
select strpos(x, NULL::text) from (values ('abcé'::text), ('')) t(x)
select strpos(x, ''::text) from (values ('abcé'::text), ('')) t(x)
select strpos(x, y) from (values ('abcé'::text, 'é'::text), ('abcé', ''), ('', ''), ('', null), ('abcé', null), ('', 'x'), ('', 'c'), ('abcé', 'c'), ('abcé', 'x'), ('', 'é')) t(x, y)
-- starts_with
select starts_with(x, 'ab'::text) from (values ('abc'::text), ('')) t(x)
select starts_with(x, ''::text) from (values ('abc'::text), ('')) t(x)
select starts_with(x, 'c'::text) from (values ('abc'::text), ('')) t(x)
select starts_with(x, y) from (values (''::text, 'c'::text), ('abc', null), ('', null), ('', ''), ('abc', 'c'), ('abc', 'ab'), ('', 'ab'), ('abc', '')) t(x, y)
-- lpad
select lpad(x, '3'::int4, NULL::text) from (values ('abc'::text), ('é'), (''), (null)) t(x)
select lpad(x, '2'::int4, 'xy'::text) from (values ('abc'::text), ('é'), (''), (null)) t(x)
select lpad(x, '0'::int4, ''::text) from (values ('abc'::text), ('é'), (''), (null)) t(x)
select lpad(x, y, z) from (values (NULL::text, '6'::int4, ''::text), ('', '3', 'ü'), ('é', '2', 'xy'), (null, '-1', null), (null, '3', 'xy'), ('é', '6', null), (null, '3', null), ('', '2', ''), (null, '3', ''), (null, null, null), ('abc', '0', ''), (null, '6', 'xy')) t(x, y, z)
-- rpad
select rpad(x, '2'::int4, NULL::text) from (values ('abc'::text), ('é'), (''), (null)) t(x)
select rpad(x, '-1'::int4, 'ü'::text) from (values ('abc'::text), ('é'), (''), (null)) t(x)
select rpad(x, '0'::int4, 'xy'::text) from (values ('abc'::text), ('é'), (''), (null)) t(x)
select rpad(x, y, z) from (values ('é'::text, '3'::int4, ''::text), ('', null, 'ü'), (null, null, ''), ('abc', '6', 'xy'), ('é', '6', null), ('abc', null, null), ('', '2', 'ü'), (null, '3', ''), ('é', '0', null), ('é', '2', 'xy'), (null, '0', 'xy'), ('é', '0', '')) t(x, y, z)
-- lpad
select lpad(x, '2'::int4) from (values ('abc'::text), (null)) t(x)
select lpad(x, '6'::int4) from (values ('abc'::text), (null)) t(x)
select lpad(x, y) from (values ('abc'::text, '6'::int4), ('abc', '2'), (null, '2'), (null, '6')) t(x, y)
-- repeat
select repeat(x, '-1'::int4) from (values ('ab'::text), (''), (null)) t(x)
select repeat(x, NULL::int4) from (values ('ab'::text), (''), (null)) t(x)
select repeat(x, '0'::int4) from (values ('ab'::text), (''), (null)) t(x)
select repeat(x, y) from (values (NULL::text, '3'::int4), ('', '-1'), ('ab', null), (null, '-1'), ('', null), (null, null), ('ab', '-1'), ('', '3'), ('ab', '3'), ('', '0'), (null, '0'), ('ab', '0')) t(x, y)
-- replace
select replace(x, 'x'::text, NULL::text) from (values ('abcabc'::text), (''), (null)) t(x)
select replace(x, 'bc'::text, NULL::text) from (values ('abcabc'::text), (''), (null)) t(x)
select replace(x, ''::text, ''::text) from (values ('abcabc'::text), (''), (null)) t(x)
select replace(x, y, z) from (values (NULL::text, NULL::text, 'Z'::text), (null, 'x', 'Z'), ('', '', ''), ('', '', null), (null, '', 'Z'), ('', null, null), ('abcabc', 'x', null), ('', 'bc', ''), ('', 'x', 'Z'), (null, null, null), ('abcabc', 'x', ''), (null, 'x', '')) t(x, y, z)
-- translate
select translate(x, 'é'::text, 'abc'::text) from (values ('12345é'::text), (null)) t(x)
select translate(x, ''::text, 'abc'::text) from (values ('12345é'::text), (null)) t(x)
select translate(x, '11'::text, ''::text) from (values ('12345é'::text), (null)) t(x)
select translate(x, y, z) from (values ('12345é'::text, ''::text, 'abc'::text), ('12345é', '11', 'abc'), (null, '143', 'abc'), ('12345é', null, 'abc'), (null, '11', 'abc'), ('12345é', null, ''), (null, '11', ''), (null, null, ''), (null, '', 'ax'), ('12345é', '143', ''), (null, '11', 'ax'), ('12345é', '', '')) t(x, y, z)
-- reverse
select reverse(x) from (values ('abc'::text), ('éà'), (''), (null)) t(x)
-- split_part
select split_part(x, ','::text, '2'::int4) from (values ('a,b,c'::text), ('abc'), (''), (null)) t(x)
select split_part(x, ''::text, NULL::int4) from (values ('a,b,c'::text), ('abc'), (''), (null)) t(x)
select split_part(x, NULL::text, '1'::int4) from (values ('a,b,c'::text), ('abc'), (''), (null)) t(x)
select split_part(x, y, z) from (values ('abc'::text, ','::text, '-2'::int4), ('', ',', '-4'), ('abc', ',', '1'), ('', null, '-2'), (null, ',', '0'), ('abc', '', '-1'), (null, 'x', '-2'), ('abc', '', '2'), ('', '', '-1'), ('a,b,c', 'x', null), (null, 'x', '-4'), ('a,b,c', '', '-4')) t(x, y, z)
-- split_part
select split_part(x, ''::text, '-2'::int4) from (values ('a,b,c'::text), ('abc'), (''), (null)) t(x)
select split_part(x, 'x'::text, '1'::int4) from (values ('a,b,c'::text), ('abc'), (''), (null)) t(x)
select split_part(x, NULL::text, '-4'::int4) from (values ('a,b,c'::text), ('abc'), (''), (null)) t(x)
select split_part(x, y, z) from (values ('a,b,c'::text, 'x'::text, NULL::int4), (null, null, '4'), ('a,b,c', 'x', '-1'), ('', null, '4'), ('a,b,c', null, '4'), ('a,b,c', ',', null), ('abc', '', null), ('a,b,c', ',', '1'), ('a,b,c', null, '2'), ('', 'x', '-2'), ('abc', null, '1'), (null, ',', '0')) t(x, y, z)
-- btrim
select btrim(x) from (values ('  a  b '::text), ('	x	'), (null)) t(x)
-- btrim
select btrim(x, NULL::text) from (values ('xyaxy'::text), ('éaé'), (''), (null)) t(x)
select btrim(x, 'é'::text) from (values ('xyaxy'::text), ('éaé'), (''), (null)) t(x)
select btrim(x, 'yx'::text) from (values ('xyaxy'::text), ('éaé'), (''), (null)) t(x)
select btrim(x, y) from (values (''::text, NULL::text), (null, null), ('xyaxy', null), ('', 'é'), ('xyaxy', ''), ('éaé', null), ('xyaxy', 'yx'), ('', 'yx'), ('éaé', ''), ('éaé', 'é'), (null, 'yx'), (null, 'é')) t(x, y)
-- ltrim
select ltrim(x, ''::text) from (values ('xyaxy'::text), ('  ab ')) t(x)
select ltrim(x, 'yx'::text) from (values ('xyaxy'::text), ('  ab ')) t(x)
select ltrim(x, y) from (values ('  ab '::text, 'yx'::text), ('xyaxy', ''), ('xyaxy', 'yx'), ('  ab ', '')) t(x, y)
-- rtrim
select rtrim(x, 'yx'::text) from (values ('xyaxy'::text), ('  ab ')) t(x)
select rtrim(x, ''::text) from (values ('xyaxy'::text), ('  ab ')) t(x)
select rtrim(x, y) from (values ('  ab '::text, 'yx'::text), ('xyaxy', ''), ('  ab ', ''), ('xyaxy', 'yx')) t(x, y)
-- rtrim
rtrim(' ab 	 '::text)
-- ascii
select ascii(x) from (values (''::text), ('a'), ('é'), ('😀'), (null)) t(x)
-- chr
select chr(x) from (values ('65'::int4), ('233'), ('128512'), ('1114111'), (null)) t(x)
chr('0'::int4)
-- to_hex
select to_hex(x) from (values ('0'::int4), ('255'), ('-1'), ('2147483647'), ('-2147483648')) t(x)
-- to_hex
select to_hex(x) from (values ('0'::int8), ('255'), ('-1'), ('9223372036854775807'), ('-9223372036854775808')) t(x)
-- to_bin
select to_bin(x) from (values ('0'::int4), ('5'), ('-1'), ('2147483647')) t(x)
-- to_bin
select to_bin(x) from (values ('0'::int8), ('5'), ('-1')) t(x)
-- to_oct
select to_oct(x) from (values ('0'::int4), ('64'), ('-1')) t(x)
-- to_oct
select to_oct(x) from (values ('0'::int8), ('64'), ('-1')) t(x)
-- quote_literal
select quote_literal(x) from (values ('abc'::text), ('a''b'), ('a\b'), ('a\''b'), (null)) t(x)
-- quote_nullable
select quote_nullable(x) from (values ('abc'::text), ('a''b'), (null)) t(x)
-- quote_ident
select quote_ident(x) from (values ('abc'::text), ('Abc'), ('a b'), ('select'), ('a"b'), (''), ('name'), ('_x1'), ('1a'), ('é')) t(x)
-- normalize
select normalize(x) from (values ('é'::text), ('e´'), ('ﬁ')) t(x)
U&'d\0061t\+000061'
U&'d!0061!!''x' UESCAPE '!'
U&'\D83D\DE00' || U&'a\\b'
U&'\006z'
U&'\D83D'

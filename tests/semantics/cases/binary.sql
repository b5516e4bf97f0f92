-- md5
select md5(x) from (values ('abc'::text), (''), ('é'), (null)) t(x)
-- md5
select md5(x) from (values ('\x00ff'::bytea), ('\x')) t(x)
-- sha256
select sha256(x) from (values ('\x00ff'::bytea), ('\x'), (null)) t(x)
-- sha512
select sha512(x) from (values ('\x00ff'::bytea), ('\x'), (null)) t(x)
-- encode
select encode(x, 'escape'::text) from (values ('\x00ff5c41'::bytea), ('\x'), (null)) t(x)
select encode(x, 'base64'::text) from (values ('\x00ff5c41'::bytea), ('\x'), (null)) t(x)
select encode(x, 'hex'::text) from (values ('\x00ff5c41'::bytea), ('\x'), (null)) t(x)
select encode(x, y) from (values ('\x'::bytea, 'escape'::text), ('\x00ff5c41', 'hex'), ('\x00ff5c41', 'escape'), ('\x', 'hex'), ('\x', 'HEX'), (null, 'base64'), (null, 'foo'), ('\x00ff5c41', 'HEX'), (null, 'hex'), ('\x00ff5c41', 'base64'), (null, 'escape'), ('\x', 'base64')) t(x, y)
-- encode
encode('\x000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f'::bytea, 'base64'::text)
select encode(x, y) from (values ('\x000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f'::bytea, 'base64'::text)) t(x, y)
-- decode
select decode(x, 'base64'::text) from (values ('00ff'::text), ('0 0f f'), ('AP8='), ('A P 8 ='), (''), (null)) t(x)
decode('0g'::text, 'base64'::text)
select decode(x, 'hex'::text) from (values ('00ff'::text), (''), (null)) t(x)
decode('0 0f f'::text, 'hex'::text)
select decode(x, 'escape'::text) from (values ('00ff'::text), ('0 0f f'), ('0g'), ('0'), ('AP8='), ('AP8'), ('A P 8 ='), ('\000\\a'), (''), (null)) t(x)
decode('a\b'::text, 'escape'::text)
select decode(x, y) from (values ('0'::text, 'escape'::text), ('', 'base64'), ('0g', 'escape'), ('00ff', 'hex'), ('AP8=', 'escape'), ('00ff', 'escape'), ('0 0f f', 'escape'), ('AP8', 'escape'), (null, 'escape'), ('0 0f f', 'base64'), (null, 'base64'), (null, 'hex')) t(x, y)
-- get_byte
get_byte('\x00ff'::bytea, '0'::int4)
get_byte('\x'::bytea, '0'::int4)
get_byte('\x00ff'::bytea, '1'::int4)
get_byte('\x'::bytea, '1'::int4)
get_byte('\x00ff'::bytea, '2'::int4)
select get_byte(x, y) from (values ('\x00ff'::bytea, '1'::int4), ('\x00ff', '0')) t(x, y)
-- substring
select substring(x, '9'::int4) from (values ('\x00112233'::bytea), ('\x'), (null)) t(x)
select substring(x, '-1'::int4) from (values ('\x00112233'::bytea), ('\x'), (null)) t(x)
select substring(x, '1'::int4) from (values ('\x00112233'::bytea), ('\x'), (null)) t(x)
select substring(x, y) from (values ('\x'::bytea, '0'::int4), ('\x00112233', '1'), (null, '-1'), ('\x00112233', '9'), ('\x00112233', '0'), (null, '0'), (null, '9'), ('\x', '9'), ('\x00112233', '3'), ('\x00112233', '-1'), ('\x', '-1'), (null, '3')) t(x, y)
-- substring
select substring(x, '0'::int4, '2'::int4) from (values ('\x00112233'::bytea), ('\x')) t(x)
select substring(x, '9'::int4, '0'::int4) from (values ('\x00112233'::bytea), ('\x')) t(x)
select substring(x, '3'::int4, '9'::int4) from (values ('\x00112233'::bytea), ('\x')) t(x)
select substring(x, y, z) from (values ('\x00112233'::bytea, '9'::int4, '2'::int4), ('\x', '0', '0'), ('\x', '1', '0'), ('\x', '-1', '2'), ('\x', '9', '9'), ('\x00112233', '0', '9'), ('\x00112233', '1', '2'), ('\x00112233', '9', '0'), ('\x00112233', '1', '9'), ('\x', '1', '2'), ('\x', '0', '9'), ('\x00112233', '-1', '2')) t(x, y, z)
-- position
select position('\x99'::bytea in x) from (values ('\x00112233'::bytea), ('\x')) t(x)
select position('\x'::bytea in x) from (values ('\x00112233'::bytea), ('\x')) t(x)
select position('\x1122'::bytea in x) from (values ('\x00112233'::bytea), ('\x')) t(x)
select position(y in x) from (values ('\x00112233'::bytea, '\x99'::bytea), ('\x', '\x'), ('\x', '\x1122'), ('\x00112233', '\x1122'), ('\x00112233', '\x'), ('\x', '\x99')) t(x, y)
-- length
select length(x) from (values ('\x00112233'::bytea), ('\x')) t(x)
-- ||
select x || NULL::bytea from (values ('\x00'::bytea), ('\x')) t(x)
select x || '\x11'::bytea from (values ('\x00'::bytea), ('\x')) t(x)
select x || y from (values ('\x'::bytea, '\x11'::bytea), ('\x', null), ('\x00', null), ('\x00', '\x11')) t(x, y)
-- convert_from
convert_from('\x616263'::bytea, 'UTF8'::name)
convert_from('\xff'::bytea, 'UTF8'::name)
convert_from('\x616263'::bytea, 'utf-8'::name)
convert_from('\xff'::bytea, 'utf-8'::name)
select convert_from(x, y) from (values ('\x616263'::bytea, 'UTF8'::name), ('\x616263', 'utf-8')) t(x, y)
-- convert_to
convert_to('abcé'::text, 'UTF8'::name)
select convert_to(x, y) from (values ('abcé'::text, 'UTF8'::name)) t(x, y)

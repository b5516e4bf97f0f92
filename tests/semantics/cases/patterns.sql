-- ~~
select x ~~ '%'::text from (values ('abc'::text), ('a_c'), ('a%c'), ('éa'), ('a\c'), (''), (null)) t(x)
select x ~~ 'a\\c'::text from (values ('abc'::text), ('a_c'), ('a%c'), ('éa'), ('a\c'), (''), (null)) t(x)
select x ~~ 'abc'::text from (values ('abc'::text), ('a_c'), ('a%c'), ('éa'), ('a\c'), (''), (null)) t(x)
select x ~~ '_a'::text from (values ('abc'::text), ('a_c'), ('a%c'), ('éa'), ('a\c'), (''), (null)) t(x)
select x ~~ 'a%'::text from (values ('abc'::text), ('a_c'), ('a%c'), ('éa'), ('a\c'), (''), (null)) t(x)
select x ~~ NULL::text from (values ('abc'::text), ('a_c'), ('a%c'), ('éa'), ('a\c'), (''), (null)) t(x)
select x ~~ 'a__'::text from (values ('abc'::text), ('a_c'), ('a%c'), ('éa'), ('a\c'), (''), (null)) t(x)
select x ~~ 'a\_c'::text from (values ('abc'::text), ('a_c'), ('a%c'), ('éa'), ('a\c'), (''), (null)) t(x)
select x ~~ y from (values ('éa'::text, '%c'::text), ('a_c', '_a'), ('a%c', 'abc'), ('abc', 'a\_c'), ('a%c', 'a\\c'), ('éa', ''), ('a\c', '_a'), ('a_c', null), ('éa', '%\%%'), ('a\c', '%\%%'), ('éa', null), ('abc', 'a%')) t(x, y)
-- ~~
select x ~~ '%\%%'::text from (values ('abc'::text), ('a_c'), ('a%c'), ('éa'), ('a\c'), (''), (null)) t(x)
select x ~~ '%c'::text from (values ('abc'::text), ('a_c'), ('a%c'), ('éa'), ('a\c'), (''), (null)) t(x)
select x ~~ y from (values ('a\c'::text, 'a\_c'::text), ('a_c', 'a\\c'), ('a_c', ''), ('', '%c'), ('a%c', '%\%%'), ('a%c', 'a__'), ('éa', 'a%'), ('a\c', '%'), (null, 'a__'), ('abc', 'abc'), ('a\c', '%\%%'), ('abc', '%')) t(x, y)
-- !~~
select x !~~ NULL::text from (values ('abc'::text), ('a_c'), (null)) t(x)
select x !~~ 'abc'::text from (values ('abc'::text), ('a_c'), (null)) t(x)
select x !~~ 'a\_c'::text from (values ('abc'::text), ('a_c'), (null)) t(x)
select x !~~ y from (values ('abc'::text, 'a\_c'::text), ('abc', null), ('a_c', 'abc'), ('a_c', null), (null, 'abc'), (null, 'a\_c'), (null, null), ('abc', 'abc'), ('a_c', 'a\_c')) t(x, y)
-- ~~
select x like 'a##c'::text escape '\' from (values ('a%c'::text), ('a_c'), ('abc'), ('a\c')) t(x)
select x like 'a#%c'::text escape '\' from (values ('a%c'::text), ('a_c'), ('abc'), ('a\c')) t(x)
select x like 'a##c'::text escape '' from (values ('a%c'::text), ('a_c'), ('abc'), ('a\c')) t(x)
select x like 'a#_c'::text escape '#' from (values ('a%c'::text), ('a_c'), ('abc'), ('a\c')) t(x)
select x like 'a#%c'::text escape '#' from (values ('a%c'::text), ('a_c'), ('abc'), ('a\c')) t(x)
select x like 'a#%c'::text escape '' from (values ('a%c'::text), ('a_c'), ('abc'), ('a\c')) t(x)
select x like 'a#_c'::text escape '\' from (values ('a%c'::text), ('a_c'), ('abc'), ('a\c')) t(x)
select x like 'a##c'::text escape '#' from (values ('a%c'::text), ('a_c'), ('abc'), ('a\c')) t(x)
select 1/ from (values ('abc'::text, 'a#%c'::text, '\'::text), ('a_c', 'a##c', ''), ('a\c', 'a\c', '#'), ('abc', 'a\c', '\'), ('a%c', 'a\c', '#'), ('abc', 'a##c', ''), ('a%c', 'a#%c', ''), ('a_c', 'a#_c', ''), ('a\c', 'a##c', ''), ('a_c', 'a#_c', '#'), ('a%c', 'a#%c', '#'), ('a%c', 'a##c', '#')) t(x, y, z)
-- ~~
select x like 'a\c'::text escape '#' from (values ('a%c'::text), ('a_c'), ('abc'), ('a\c')) t(x)
select x like 'a\c'::text escape '' from (values ('a%c'::text), ('a_c'), ('abc'), ('a\c')) t(x)
select x like 'a#_c'::text escape '' from (values ('a%c'::text), ('a_c'), ('abc'), ('a\c')) t(x)
select 1/ from (values ('a\c'::text, 'a#_c'::text, '#'::text), ('a\c', 'a#%c', ''), ('a%c', 'a\c', '#'), ('a\c', 'a#_c', ''), ('a%c', 'a#_c', '#'), ('a%c', 'a#%c', ''), ('a\c', 'a\c', '#'), ('a_c', 'a##c', ''), ('a_c', 'a#%c', '#'), ('a_c', 'a##c', '#'), ('a%c', 'a##c', '#'), ('a_c', 'a\c', '#')) t(x, y, z)
-- ~~*
select x ~~* 'é_'::text from (values ('ABC'::text), ('abc'), ('ÉA'), ('straße'), ('STRASSE'), ('K'), (null)) t(x)
select x ~~* 'a\_c'::text from (values ('ABC'::text), ('abc'), ('ÉA'), ('straße'), ('STRASSE'), ('K'), (null)) t(x)
select x ~~* '%SS%'::text from (values ('ABC'::text), ('abc'), ('ÉA'), ('straße'), ('STRASSE'), ('K'), (null)) t(x)
select x ~~* 'k'::text from (values ('ABC'::text), ('abc'), ('ÉA'), ('straße'), ('STRASSE'), ('K'), (null)) t(x)
select x ~~* 'abc'::text from (values ('ABC'::text), ('abc'), ('ÉA'), ('straße'), ('STRASSE'), ('K'), (null)) t(x)
select x ~~* '%ß%'::text from (values ('ABC'::text), ('abc'), ('ÉA'), ('straße'), ('STRASSE'), ('K'), (null)) t(x)
select x ~~* y from (values ('K'::text, 'é_'::text), ('STRASSE', 'a\_c'), ('K', '%SS%'), ('STRASSE', 'k'), ('ÉA', '%SS%'), (null, '%ß%'), ('ABC', '%ß%'), ('ÉA', 'é_'), ('abc', 'a\_c'), ('K', '%ß%'), ('straße', 'abc'), (null, 'abc')) t(x, y)
-- ~~*
select x ~~* y from (values ('ÉA'::text, '%ß%'::text), ('ABC', 'a\_c'), ('STRASSE', 'abc'), ('ABC', 'k'), ('abc', 'k'), ('abc', '%SS%'), ('ÉA', 'k'), ('ÉA', '%SS%'), ('straße', 'é_'), ('ABC', 'é_'), ('K', 'a\_c'), ('ABC', '%ß%')) t(x, y)
-- !~~*
select x !~~* 'abc'::text from (values ('ABC'::text), ('abc'), ('ÉA')) t(x)
select x !~~* 'é_'::text from (values ('ABC'::text), ('abc'), ('ÉA')) t(x)
select x !~~* y from (values ('ÉA'::text, 'é_'::text), ('ABC', 'é_'), ('abc', 'é_'), ('abc', 'abc'), ('ABC', 'abc'), ('ÉA', 'abc')) t(x, y)
-- ~~
'ab '::bpchar ~~ 'ab%'::text
'ab '::bpchar ~~ 'ab'::text
select x ~~ y from (values ('ab '::bpchar, 'ab'::text), ('ab ', 'ab%')) t(x, y)
-- ~
select x ~ '^a.c$'::text from (values ('abc'::text), ('ABC'), ('a.c'), ('axc'), ('foo bar'), (''), ('é1'), (null)) t(x)
select x ~ '[[:alpha:]]'::text from (values ('abc'::text), ('ABC'), ('a.c'), ('axc'), ('foo bar'), (''), ('é1'), (null)) t(x)
select x ~ NULL::text from (values ('abc'::text), ('ABC'), ('a.c'), ('axc'), ('foo bar'), (''), ('é1'), (null)) t(x)
select x ~ '\yfoo'::text from (values ('abc'::text), ('ABC'), ('a.c'), ('axc'), ('foo bar'), (''), ('é1'), (null)) t(x)
'abc'::text ~ '(a'::text
select x ~ '\d'::text from (values ('abc'::text), ('ABC'), ('a.c'), ('axc'), ('foo bar'), (''), ('é1'), (null)) t(x)
select x ~ '[^a-z]'::text from (values ('abc'::text), ('ABC'), ('a.c'), ('axc'), ('foo bar'), (''), ('é1'), (null)) t(x)
select x ~ '^$'::text from (values ('abc'::text), ('ABC'), ('a.c'), ('axc'), ('foo bar'), (''), ('é1'), (null)) t(x)
select x ~ y from (values (NULL::text, 'é'::text), ('é1', 'é'), ('abc', 'é'), ('', '\yfoo'), ('axc', '^a.c$'), ('é1', '\d'), ('a.c', '^$'), ('ABC', '^a.c$'), (null, '(a'), ('foo bar', null), ('abc', 'a\.c'), (null, 'b)c')) t(x, y)
-- ~
select x ~ 'b'::text from (values ('abc'::text), ('ABC'), ('foo bar'), ('é1')) t(x)
select x ~ '\mbar\M'::text from (values ('abc'::text), ('ABC'), ('foo bar'), ('é1')) t(x)
select x ~ '\w\d'::text from (values ('abc'::text), ('ABC'), ('foo bar'), ('é1')) t(x)
select x ~ '^a.c$'::text from (values ('abc'::text), ('ABC'), ('foo bar'), ('é1')) t(x)
select x ~ y from (values ('é1'::text, '^a.c$'::text), ('foo bar', 'b'), ('ABC', '\mbar\M'), ('foo bar', '\w\d'), ('abc', '\mbar\M'), ('ABC', 'b'), ('abc', '^a.c$'), ('abc', '\w\d'), ('é1', '\w\d'), ('ABC', '\w\d'), ('é1', '\mbar\M'), ('ABC', '^a.c$')) t(x, y)
-- ~*
select x ~* 's'::text from (values ('abc'::text), ('ABC'), ('É'), ('ſ'), ('K'), ('straße')) t(x)
select x ~* '[a-z]{3}'::text from (values ('abc'::text), ('ABC'), ('É'), ('ſ'), ('K'), ('straße')) t(x)
select x ~* 'é'::text from (values ('abc'::text), ('ABC'), ('É'), ('ſ'), ('K'), ('straße')) t(x)
select x ~* '[^a-z]'::text from (values ('abc'::text), ('ABC'), ('É'), ('ſ'), ('K'), ('straße')) t(x)
select x ~* 'abc'::text from (values ('abc'::text), ('ABC'), ('É'), ('ſ'), ('K'), ('straße')) t(x)
select x ~* 'ß'::text from (values ('abc'::text), ('ABC'), ('É'), ('ſ'), ('K'), ('straße')) t(x)
select x ~* '[[:upper:]]'::text from (values ('abc'::text), ('ABC'), ('É'), ('ſ'), ('K'), ('straße')) t(x)
select x ~* 'k'::text from (values ('abc'::text), ('ABC'), ('É'), ('ſ'), ('K'), ('straße')) t(x)
select x ~* y from (values ('K'::text, 'é'::text), ('straße', 'k'), ('K', '[[:upper:]]'), ('É', 'k'), ('abc', '[^a-z]'), ('straße', 's'), ('ABC', 'k'), ('straße', 'é'), ('straße', '[a-z]{3}'), ('ABC', 's'), ('abc', 'ß'), ('ſ', 'abc')) t(x, y)
-- !~
select x !~ 'b'::text from (values ('abc'::text), (null)) t(x)
select x !~ 'x'::text from (values ('abc'::text), (null)) t(x)
select x !~ y from (values ('abc'::text, 'x'::text), ('abc', 'b'), (null, 'b'), (null, 'x')) t(x, y)
-- similar to
select x similar to 'a{1,2}'::text from (values ('abc'::text), ('a.c'), ('axc'), ('aXXc'), ('a'), ('b%'), ('(a)')) t(x)
select x similar to 'b\%'::text from (values ('abc'::text), ('a.c'), ('axc'), ('aXXc'), ('a'), ('b%'), ('(a)')) t(x)
select x similar to 'a_c'::text from (values ('abc'::text), ('a.c'), ('axc'), ('aXXc'), ('a'), ('b%'), ('(a)')) t(x)
'abc'::text similar to 'b)%'::text
select x similar to '[^b]%'::text from (values ('abc'::text), ('a.c'), ('axc'), ('aXXc'), ('a'), ('b%'), ('(a)')) t(x)
select x similar to '\(a\)'::text from (values ('abc'::text), ('a.c'), ('axc'), ('aXXc'), ('a'), ('b%'), ('(a)')) t(x)
select x similar to '[]a]'::text from (values ('abc'::text), ('a.c'), ('axc'), ('aXXc'), ('a'), ('b%'), ('(a)')) t(x)
select x similar to 'a'::text from (values ('abc'::text), ('a.c'), ('axc'), ('aXXc'), ('a'), ('b%'), ('(a)')) t(x)
select x similar to y from (values ('b%'::text, 'a_c'::text), ('b%', 'a{1,2}'), ('a.c', '\(a\)'), ('abc', 'b\%'), ('a.c', 'a{1,2}'), ('(a)', 'a{1,2}'), ('axc', '[^b]%'), ('a', '[ab]'), ('b%', '[ab]'), ('b%', 'a?'), ('a.c', '[^b]%'), ('(a)', '[]a]')) t(x, y)
-- similar to
'abc'::text similar to '(a'::text
select x similar to 'b\%'::text from (values ('abc'::text), ('axc'), ('b%')) t(x)
select x similar to 'a_c'::text from (values ('abc'::text), ('axc'), ('b%')) t(x)
select x similar to y from (values ('b%'::text, 'b\%'::text), ('b%', 'a_c'), ('axc', 'b\%'), ('abc', 'a_c'), ('axc', 'a_c'), ('abc', 'b\%')) t(x, y)
-- similar to
select x similar to 'a%'::text escape '#' from (values ('a%'::text), ('ab')) t(x)
select x similar to 'a#%'::text escape '#' from (values ('a%'::text), ('ab')) t(x)
select x similar to 'a#%'::text escape '' from (values ('a%'::text), ('ab')) t(x)
select x similar to 'a%'::text escape '' from (values ('a%'::text), ('ab')) t(x)
select x similar to 'a#%'::text escape '\' from (values ('a%'::text), ('ab')) t(x)
select x similar to 'a%'::text escape '\' from (values ('a%'::text), ('ab')) t(x)
select 1/ from (values ('a%'::text, 'a#%'::text, ''::text), ('ab', 'a#%', ''), ('a%', 'a#%', '#'), ('ab', 'a%', '#'), ('ab', 'a%', '\'), ('a%', 'a#%', '\'), ('a%', 'a%', ''), ('a%', 'a%', '\'), ('ab', 'a%', ''), ('ab', 'a#%', '\'), ('ab', 'a#%', '#'), ('a%', 'a%', '#')) t(x, y, z)
-- regexp_match
select regexp_match(x, 'bar.*que'::text) from (values ('foobarbequebaz'::text), ('abc'), (null)) t(x)
select regexp_match(x, 'x'::text) from (values ('foobarbequebaz'::text), ('abc'), (null)) t(x)
select regexp_match(x, '[a-z]+'::text) from (values ('foobarbequebaz'::text), ('abc'), (null)) t(x)
select regexp_match(x, 'b(x)?a'::text) from (values ('foobarbequebaz'::text), ('abc'), (null)) t(x)
select regexp_match(x, '(bar)(beque)'::text) from (values ('foobarbequebaz'::text), ('abc'), (null)) t(x)
select regexp_match(x, y) from (values ('foobarbequebaz'::text, '[a-z]+'::text), ('foobarbequebaz', '(bar)(beque)'), (null, '[a-z]+'), ('abc', '(bar)(beque)'), ('foobarbequebaz', 'b(x)?a'), (null, '(bar)(beque)'), (null, 'x'), ('foobarbequebaz', 'bar.*que'), ('abc', 'b(x)?a'), ('abc', '[a-z]+'), ('abc', 'x'), ('abc', 'bar.*que')) t(x, y)
-- regexp_match
regexp_match('fooBAR'::text, 'bar'::text, 'g'::text)
regexp_match('fooBAR'::text, 'b(x)?a'::text, 'g'::text)
select regexp_match(x, 'bar'::text, ''::text) from (values ('fooBAR'::text), ('abc')) t(x)
select regexp_match(x, 'b(x)?a'::text, 'i'::text) from (values ('fooBAR'::text), ('abc')) t(x)
select regexp_match(x, 'bar'::text, 'i'::text) from (values ('fooBAR'::text), ('abc')) t(x)
select regexp_match(x, 'b(x)?a'::text, ''::text) from (values ('fooBAR'::text), ('abc')) t(x)
select regexp_match(x, y, z) from (values ('fooBAR'::text, 'bar'::text, ''::text), ('abc', 'bar', ''), ('fooBAR', 'bar', 'i'), ('fooBAR', 'b(x)?a', 'i'), ('abc', 'b(x)?a', ''), ('abc', 'b(x)?a', 'i'), ('fooBAR', 'b(x)?a', ''), ('abc', 'bar', 'i')) t(x, y, z) -- refused
-- regexp_replace
select regexp_replace(x, 'x*'::text, '\\'::text) from (values ('foobarbaz'::text), ('aaa'), (''), (null)) t(x)
select regexp_replace(x, 'a'::text, '\1\2'::text) from (values ('foobarbaz'::text), ('aaa'), (''), (null)) t(x)
select regexp_replace(x, 'b..'::text, '\1\2'::text) from (values ('foobarbaz'::text), ('aaa'), (''), (null)) t(x)
select regexp_replace(x, '^'::text, '\1\2'::text) from (values ('foobarbaz'::text), ('aaa'), (''), (null)) t(x)
select regexp_replace(x, 'a'::text, ''::text) from (values ('foobarbaz'::text), ('aaa'), (''), (null)) t(x)
select regexp_replace(x, '[aeiou]'::text, 'a\b'::text) from (values ('foobarbaz'::text), ('aaa'), (''), (null)) t(x)
select regexp_replace(x, '(b)(.)'::text, 'X'::text) from (values ('foobarbaz'::text), ('aaa'), (''), (null)) t(x)
select regexp_replace(x, 'b..'::text, 'a\b'::text) from (values ('foobarbaz'::text), ('aaa'), (''), (null)) t(x)
select regexp_replace(x, y, z) from (values ('aaa'::text, 'a'::text, '<\&>'::text), ('foobarbaz', 'a', ''), (null, '(b)(.)', '\1\2'), (null, '^', '<\&>'), ('foobarbaz', '$', 'X'), ('', 'b..', '<\&>'), ('', 'x*', ''), ('aaa', 'a', '\\'), ('aaa', 'b..', 'a\b'), ('', 'b..', 'a\b'), ('foobarbaz', 'x*', '\1\2'), ('aaa', '$', '')) t(x, y, z)
-- regexp_replace
select regexp_replace(x, '[aeiou]'::text, '[\2\1]'::text, 'gi'::text) from (values ('foobarbaz'::text), ('aaa'), ('')) t(x)
select regexp_replace(x, 'a'::text, '<\&>'::text, 'i'::text) from (values ('foobarbaz'::text), ('aaa'), ('')) t(x)
select regexp_replace(x, 'a'::text, '<\&>'::text, 'gi'::text) from (values ('foobarbaz'::text), ('aaa'), ('')) t(x)
select regexp_replace(x, '[aeiou]'::text, '<\&>'::text, ''::text) from (values ('foobarbaz'::text), ('aaa'), ('')) t(x)
select regexp_replace(x, '[aeiou]'::text, 'X'::text, 'gi'::text) from (values ('foobarbaz'::text), ('aaa'), ('')) t(x)
select regexp_replace(x, 'x*'::text, '[\2\1]'::text, 'gi'::text) from (values ('foobarbaz'::text), ('aaa'), ('')) t(x)
select regexp_replace(x, 'b..'::text, '<\&>'::text, 'gi'::text) from (values ('foobarbaz'::text), ('aaa'), ('')) t(x)
select regexp_replace(x, 'a'::text, '[\2\1]'::text, 'gi'::text) from (values ('foobarbaz'::text), ('aaa'), ('')) t(x)
select regexp_replace(x, y, z, u) from (values ('aaa'::text, '(b)(.)'::text, '<\&>'::text, ''::text), ('', '(b)(.)', '[\2\1]', 'gi'), ('aaa', '^', '[\2\1]', ''), ('aaa', '(b)(.)', '[\2\1]', ''), ('aaa', '[aeiou]', 'X', ''), ('', '[aeiou]', '[\2\1]', ''), ('foobarbaz', 'x*', 'X', 'gi'), ('', 'a', '<\&>', 'gi'), ('', 'b..', '[\2\1]', ''), ('foobarbaz', 'x*', 'X', 'i'), ('aaa', 'b..', '<\&>', 'g'), ('aaa', 'a', '<\&>', 'i')) t(x, y, z, u) -- refused
-- regexp_replace
regexp_replace('foobarbaz'::text, 'b..'::text, 'X'::text, '0'::int4)
select regexp_replace(x, 'b..'::text, 'X'::text, '3'::int4) from (values ('foobarbaz'::text), ('éaéa')) t(x)
select regexp_replace(x, 'a'::text, 'X'::text, '1'::int4) from (values ('foobarbaz'::text), ('éaéa')) t(x)
select regexp_replace(x, 'b..'::text, 'X'::text, '1'::int4) from (values ('foobarbaz'::text), ('éaéa')) t(x)
select regexp_replace(x, 'a'::text, 'X'::text, '99'::int4) from (values ('foobarbaz'::text), ('éaéa')) t(x)
select regexp_replace(x, 'a'::text, 'X'::text, '3'::int4) from (values ('foobarbaz'::text), ('éaéa')) t(x)
regexp_replace('foobarbaz'::text, 'a'::text, 'X'::text, '0'::int4)
select regexp_replace(x, 'b..'::text, 'X'::text, '99'::int4) from (values ('foobarbaz'::text), ('éaéa')) t(x)
select regexp_replace(x, y, z, u) from (values ('éaéa'::text, 'a'::text, 'X'::text, '99'::int4), ('foobarbaz', 'b..', 'X', '1'), ('foobarbaz', 'b..', 'X', '99'), ('éaéa', 'b..', 'X', '3'), ('foobarbaz', 'a', 'X', '1'), ('éaéa', 'a', 'X', '1'), ('foobarbaz', 'a', 'X', '3'), ('foobarbaz', 'a', 'X', '99'), ('foobarbaz', 'b..', 'X', '3'), ('éaéa', 'a', 'X', '3'), ('éaéa', 'b..', 'X', '99'), ('éaéa', 'b..', 'X', '1')) t(x, y, z, u)
-- regexp_replace
regexp_replace('foobarbaz'::text, 'a'::text, 'X'::text, '0'::int4, '-1'::int4)
select regexp_replace(x, 'b..'::text, 'X'::text, '1'::int4, '0'::int4) from (values ('foobarbaz'::text), ('éaéa')) t(x)
select regexp_replace(x, 'a'::text, 'X'::text, '1'::int4, '1'::int4) from (values ('foobarbaz'::text), ('éaéa')) t(x)
regexp_replace('foobarbaz'::text, 'b..'::text, 'X'::text, '0'::int4, '-1'::int4)
regexp_replace('foobarbaz'::text, 'b..'::text, 'X'::text, '0'::int4, '1'::int4)
select regexp_replace(x, 'b..'::text, 'X'::text, '3'::int4, '1'::int4) from (values ('foobarbaz'::text), ('éaéa')) t(x)
select regexp_replace(x, 'a'::text, 'X'::text, '1'::int4, '0'::int4) from (values ('foobarbaz'::text), ('éaéa')) t(x)
regexp_replace('foobarbaz'::text, 'a'::text, 'X'::text, '0'::int4, '0'::int4)
select regexp_replace(x, y, z, u, v) from (values ('éaéa'::text, 'a'::text, 'X'::text, '3'::int4, '1'::int4), ('foobarbaz', 'b..', 'X', '1', '2'), ('foobarbaz', 'a', 'X', '3', '2'), ('éaéa', 'a', 'X', '1', '0'), ('éaéa', 'a', 'X', '1', '1'), ('éaéa', 'a', 'X', '3', '0'), ('foobarbaz', 'a', 'X', '3', '0'), ('éaéa', 'b..', 'X', '1', '2'), ('foobarbaz', 'b..', 'X', '3', '2'), ('foobarbaz', 'a', 'X', '1', '0'), ('foobarbaz', 'a', 'X', '1', '1'), ('éaéa', 'a', 'X', '3', '2')) t(x, y, z, u, v)
-- regexp_replace
select regexp_replace(x, 'b..'::text, 'X'::text, '3'::int4, '2'::int4, 'i'::text) from (values ('foobarbaz'::text), ('éaéA')) t(x)
select regexp_replace(x, 'b..'::text, 'X'::text, '3'::int4, '1'::int4, 'i'::text) from (values ('foobarbaz'::text), ('éaéA')) t(x)
select regexp_replace(x, 'a'::text, 'X'::text, '1'::int4, '1'::int4, 'g'::text) from (values ('foobarbaz'::text), ('éaéA')) t(x)
select regexp_replace(x, 'a'::text, 'X'::text, '3'::int4, '2'::int4, 'i'::text) from (values ('foobarbaz'::text), ('éaéA')) t(x)
select regexp_replace(x, 'b..'::text, 'X'::text, '1'::int4, '1'::int4, 'g'::text) from (values ('foobarbaz'::text), ('éaéA')) t(x)
select regexp_replace(x, 'b..'::text, 'X'::text, '3'::int4, '0'::int4, 'g'::text) from (values ('foobarbaz'::text), ('éaéA')) t(x)
select regexp_replace(x, 'a'::text, 'X'::text, '3'::int4, '2'::int4, 'g'::text) from (values ('foobarbaz'::text), ('éaéA')) t(x)
select regexp_replace(x, 'a'::text, 'X'::text, '3'::int4, '1'::int4, 'i'::text) from (values ('foobarbaz'::text), ('éaéA')) t(x)
select regexp_replace(x, y, z, u, v, w) from (values ('foobarbaz'::text, 'a'::text, 'X'::text, '3'::int4, '2'::int4, 'g'::text), ('foobarbaz', 'a', 'X', '3', '1', 'i'), ('foobarbaz', 'b..', 'X', '1', '1', 'g'), ('éaéA', 'a', 'X', '3', '1', 'g'), ('éaéA', 'a', 'X', '1', '0', 'g'), ('éaéA', 'b..', 'X', '3', '2', 'g'), ('éaéA', 'a', 'X', '3', '0', 'i'), ('foobarbaz', 'a', 'X', '1', '1', 'i'), ('foobarbaz', 'b..', 'X', '1', '0', 'g'), ('éaéA', 'a', 'X', '1', '1', 'i'), ('éaéA', 'a', 'X', '3', '0', 'g'), ('éaéA', 'b..', 'X', '1', '2', 'i')) t(x, y, z, u, v, w) -- refused
-- regexp_split_to_array
select regexp_split_to_array(x, '\s+'::text) from (values ('the quick  brown'::text), ('abc'), (''), (null)) t(x)
select regexp_split_to_array(x, ''::text) from (values ('the quick  brown'::text), ('abc'), (''), (null)) t(x)
select regexp_split_to_array(x, '\s*'::text) from (values ('the quick  brown'::text), ('abc'), (''), (null)) t(x)
select regexp_split_to_array(x, 'b'::text) from (values ('the quick  brown'::text), ('abc'), (''), (null)) t(x)
select regexp_split_to_array(x, 'x'::text) from (values ('the quick  brown'::text), ('abc'), (''), (null)) t(x)
select regexp_split_to_array(x, y) from (values (''::text, '\s+'::text), ('abc', '\s+'), ('abc', 'b'), (null, '\s+'), ('abc', ''), (null, 'x'), ('abc', 'x'), ('abc', '\s*'), ('the quick  brown', 'b'), ('the quick  brown', 'x'), ('the quick  brown', '\s*'), ('the quick  brown', '')) t(x, y)
-- regexp_count
select regexp_count(x, 'x*'::text) from (values ('abcabc'::text), ('ABC')) t(x)
select regexp_count(x, 'a'::text) from (values ('abcabc'::text), ('ABC')) t(x)
select regexp_count(x, 'b.'::text) from (values ('abcabc'::text), ('ABC')) t(x)
select regexp_count(x, y) from (values ('abcabc'::text, 'a'::text), ('ABC', 'a'), ('ABC', 'x*'), ('ABC', 'b.'), ('abcabc', 'b.'), ('abcabc', 'x*')) t(x, y)
-- regexp_count
regexp_count('abcabc'::text, 'b.'::text, '2'::int4, ''::text)
regexp_count('abcabc'::text, 'x*'::text, '7'::int4, ''::text)
regexp_count('abcabc'::text, 'a'::text, '1'::int4, 'i'::text)
regexp_count('abcabc'::text, 'b.'::text, '7'::int4, ''::text)
regexp_count('abcabc'::text, 'b.'::text, '1'::int4, 'i'::text)
regexp_count('abcabc'::text, 'x*'::text, '1'::int4, 'i'::text)
regexp_count('abcabc'::text, 'a'::text, '0'::int4, 'i'::text)
regexp_count('abcabc'::text, 'x*'::text, '2'::int4, 'i'::text)
select regexp_count(x, y, z, u) from (values ('abcabc'::text, 'a'::text, '1'::int4, ''::text), ('abcabc', 'a', '7', ''), ('abcabc', 'x*', '2', ''), ('abcabc', 'x*', '7', 'i'), ('abcabc', 'a', '2', ''), ('abcabc', 'b.', '7', ''), ('abcabc', 'b.', '7', 'i'), ('abcabc', 'a', '1', 'i'), ('abcabc', 'a', '2', 'i'), ('abcabc', 'x*', '1', 'i'), ('abcabc', 'x*', '7', ''), ('abcabc', 'x*', '2', 'i')) t(x, y, z, u) -- refused
-- regexp_instr
select regexp_instr(x, 'b'::text) from (values ('abcabc'::text), ('xyz'), ('')) t(x)
select regexp_instr(x, 'x*'::text) from (values ('abcabc'::text), ('xyz'), ('')) t(x)
select regexp_instr(x, '(b)(c)'::text) from (values ('abcabc'::text), ('xyz'), ('')) t(x)
select regexp_instr(x, y) from (values ('abcabc'::text, 'x*'::text), ('xyz', 'b'), ('', 'b'), ('xyz', '(b)(c)'), ('abcabc', '(b)(c)'), ('', '(b)(c)'), ('xyz', 'x*'), ('', 'x*'), ('abcabc', 'b')) t(x, y)
-- regexp_instr
select regexp_instr(x, '(b)(c)'::text, '3'::int4, '2'::int4, '0'::int4, ''::text, '3'::int4) from (values ('abcabc'::text), ('xyz'), ('')) t(x)
select regexp_instr(x, 'b'::text, '1'::int4, '2'::int4, '0'::int4, ''::text, '0'::int4) from (values ('abcabc'::text), ('xyz'), ('')) t(x)
select regexp_instr(x, '(b)(c)'::text, '1'::int4, '1'::int4, '0'::int4, ''::text, '0'::int4) from (values ('abcabc'::text), ('xyz'), ('')) t(x)
regexp_instr('abcabc'::text, '(b)(c)'::text, '3'::int4, '2'::int4, '2'::int4, ''::text, '2'::int4)
select regexp_instr(x, '(b)(c)'::text, '1'::int4, '2'::int4, '0'::int4, ''::text, '0'::int4) from (values ('abcabc'::text), ('xyz'), ('')) t(x)
regexp_instr('abcabc'::text, 'b'::text, '3'::int4, '1'::int4, '2'::int4, ''::text, '1'::int4)
select regexp_instr(x, '(b)(c)'::text, '3'::int4, '2'::int4, '1'::int4, ''::text, '1'::int4) from (values ('abcabc'::text), ('xyz'), ('')) t(x)
select regexp_instr(x, '(b)(c)'::text, '3'::int4, '1'::int4, '1'::int4, ''::text, '2'::int4) from (values ('abcabc'::text), ('xyz'), ('')) t(x)
select regexp_instr(x, y, z, u, v, w, r) from (values (''::text, '(b)(c)'::text, '3'::int4, '2'::int4, '1'::int4, ''::text, '2'::int4), ('abcabc', 'b', '1', '1', '0', '', '0'), ('abcabc', 'b', '1', '1', '1', '', '0'), ('', '(b)(c)', '1', '2', '1', '', '0'), ('abcabc', 'b', '1', '2', '0', '', '3'), ('', 'b', '1', '1', '1', '', '2'), ('xyz', 'b', '3', '1', '0', '', '3'), ('abcabc', 'b', '3', '2', '1', '', '1'), ('', '(b)(c)', '1', '1', '0', '', '0'), ('xyz', '(b)(c)', '3', '2', '0', '', '3'), ('xyz', '(b)(c)', '3', '1', '1', '', '0'), ('', 'b', '1', '2', '1', '', '3')) t(x, y, z, u, v, w, r) -- refused
-- regexp_substr
select regexp_substr(x, '(b)(c)'::text) from (values ('abcabc'::text), ('xyz'), ('')) t(x)
select regexp_substr(x, 'b.'::text) from (values ('abcabc'::text), ('xyz'), ('')) t(x)
select regexp_substr(x, 'b'::text) from (values ('abcabc'::text), ('xyz'), ('')) t(x)
select regexp_substr(x, y) from (values ('abcabc'::text, '(b)(c)'::text), ('xyz', '(b)(c)'), ('xyz', 'b'), ('', '(b)(c)'), ('abcabc', 'b.'), ('', 'b'), ('abcabc', 'b'), ('', 'b.'), ('xyz', 'b.')) t(x, y)
-- regexp_substr
select regexp_substr(x, 'b'::text, '1'::int4, '1'::int4, ''::text, '3'::int4) from (values ('abcabc'::text), ('xyz'), ('')) t(x)
select regexp_substr(x, '(b)(c)'::text, '1'::int4, '2'::int4, ''::text, '1'::int4) from (values ('abcabc'::text), ('xyz'), ('')) t(x)
select regexp_substr(x, '(b)(c)'::text, '3'::int4, '2'::int4, ''::text, '0'::int4) from (values ('abcabc'::text), ('xyz'), ('')) t(x)
select regexp_substr(x, '(b)(c)'::text, '1'::int4, '2'::int4, ''::text, '2'::int4) from (values ('abcabc'::text), ('xyz'), ('')) t(x)
select regexp_substr(x, '(b)(c)'::text, '1'::int4, '2'::int4, ''::text, '0'::int4) from (values ('abcabc'::text), ('xyz'), ('')) t(x)
select regexp_substr(x, 'b'::text, '3'::int4, '1'::int4, ''::text, '2'::int4) from (values ('abcabc'::text), ('xyz'), ('')) t(x)
select regexp_substr(x, '(b)(c)'::text, '3'::int4, '1'::int4, ''::text, '2'::int4) from (values ('abcabc'::text), ('xyz'), ('')) t(x)
select regexp_substr(x, 'b'::text, '3'::int4, '1'::int4, ''::text, '3'::int4) from (values ('abcabc'::text), ('xyz'), ('')) t(x)
select regexp_substr(x, y, z, u, v, w) from (values (''::text, 'b'::text, '3'::int4, '2'::int4, ''::text, '0'::int4), ('abcabc', '(b)(c)', '1', '1', '', '0'), ('', '(b)(c)', '3', '2', '', '3'), ('xyz', 'b', '3', '2', '', '2'), ('', '(b)(c)', '1', '2', '', '0'), ('xyz', '(b)(c)', '3', '2', '', '0'), ('abcabc', 'b', '1', '1', '', '2'), ('', '(b)(c)', '3', '2', '', '2'), ('abcabc', '(b)(c)', '1', '2', '', '0'), ('abcabc', '(b)(c)', '3', '1', '', '3'), ('', 'b', '3', '1', '', '3'), ('abcabc', 'b', '1', '1', '', '0')) t(x, y, z, u, v, w) -- refused
-- substring
select substring(x, 'o.b'::text) from (values ('foobar'::text), ('abc'), (null)) t(x)
select substring(x, 'o(.)b'::text) from (values ('foobar'::text), ('abc'), (null)) t(x)
select substring(x, '(b)?a'::text) from (values ('foobar'::text), ('abc'), (null)) t(x)
select substring(x, 'x'::text) from (values ('foobar'::text), ('abc'), (null)) t(x)
select substring(x, y) from (values ('abc'::text, 'o.b'::text), ('abc', '(b)?a'), (null, '(b)?a'), ('foobar', '(b)?a'), ('foobar', 'x'), (null, 'x'), (null, 'o(.)b'), ('abc', 'x'), ('foobar', 'o.b'), ('abc', 'o(.)b'), ('foobar', 'o(.)b'), (null, 'o.b')) t(x, y)
-- ~
'abc'::text ~ '[b-a]'::text
'abc'::text ~ '*a'::text
'abc'::text ~ '(a)\1'::text
'abc'::text ~ '(?i)B'::text
'abc'::text ~ '[[:foo:]]'::text
'abc'::text ~ '\1'::text
'abc'::text ~ 'b'::text
'abc'::text ~ 'a{1'::text
select x ~ y from (values ('abc'::text, '()'::text), ('abc', '(?<=a)b'), ('abc', '(?=b)'), ('abc', '(?i)B'), ('abc', 'x{,2}'), ('abc', '***=a.c'), ('abc', 'b'), ('abc', ''), ('abc', 'a(?#x)b'), ('abc', '***:abc'), ('abc', 'a'), ('abc', '(a)\1')) t(x, y)
-- an escape at the end of a pattern
'abc' like 'abc\'
'abcd' like 'abc\'
'xbc' like 'abc\'
null::text like 'abc\'
'abc' like '%\'
'abc' like 'a%b\'
'' like '\'
'abc' like 'abc\\'
select x like 'a#' escape '#' from (values ('b'), (''), (null), ('a')) t(x)
-- replacement texts that RE2 and PostgreSQL write differently
select regexp_replace(x, '([a-c])([0-9])', '\2\1') from (values ('a1b2'), ('zz'), (null)) t(x)
select regexp_replace(x, '([a-c])([0-9])', '<\&|\2\1\3\\\q\0>', 'g') from (values ('a1b2'), ('zz'), ('éa1')) t(x)
select regexp_replace(x, '(\w)-(\w)', '\2-\1', 'g') from (values ('a-b c-d'), ('é-ü'), ('𝔸-b')) t(x)
select regexp_replace(x, '\s+', '', 'g'), regexp_replace(x, '[^[:alnum:]]', '', 'g') from (values ('a b'), ('é 𝔸!')) t(x)
select regexp_replace(x, '(a)|(b)', '[\1\2]', 'g') from (values ('abc')) t(x)
select regexp_replace(x, 'b', 'a\') from (values ('abc')) t(x)
select x ~ '^\w+$', x ~ '\W', x ~* '^É' from (values ('é𝔸'), ('a b'), ('é')) t(x)

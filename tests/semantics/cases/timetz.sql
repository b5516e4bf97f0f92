-- timetz: the moment, then the zone
'12:00+02'::timetz = '10:00+00'::timetz
'12:00+02'::timetz = '12:00+02'::timetz
'12:00+02'::timetz < '10:00+00'::timetz
'12:00+02'::timetz > '10:00+00'::timetz
'24:00:00-15:59'::timetz > '00:00+15:59'::timetz
'12:00+02'::timetz <> '12:00+02:00'::timetz
'12:00+02'::timetz IS DISTINCT FROM '10:00+00'
'12:00+02'::timetz BETWEEN '09:00+00' AND '11:00+00'
'12:00+02'::timetz IN ('10:00+00', '12:00+02')
'12:00+02'::timetz = ANY ('{10:00+00,12:00+02}')
NULLIF('12:00+02'::timetz, '12:00+02'::timetz)
GREATEST('12:00+02'::timetz, '10:00+00', '10:00:00.5+00')
SELECT x FROM (VALUES ('12:00+02'::timetz), ('10:00+00'), ('11:00+01'), ('09:59:59.999999+00'), (NULL), ('24:00+00'), ('00:00-12'), ('10:00:00-00:00:30')) t(x) ORDER BY x
SELECT x FROM (VALUES ('12:00+02'::timetz), ('10:00+00'), ('11:00+01'), (NULL)) t(x) ORDER BY x DESC NULLS LAST
SELECT x, count(*) FROM (VALUES ('12:00+02'::timetz), ('10:00+00'), ('12:00+02:00')) t(x) GROUP BY x ORDER BY x
SELECT DISTINCT x FROM (VALUES ('12:00+02'::timetz), ('10:00+00'), ('12:00+02:00')) t(x) ORDER BY x
SELECT min(x), max(x), count(DISTINCT x) FROM (VALUES ('12:00+02'::timetz), ('10:00+00'), (NULL), ('12:00+02:00')) t(x)
SELECT a.x, b.x FROM (VALUES ('12:00+02'::timetz), ('10:00+00')) a(x) JOIN (VALUES ('12:00+02'::timetz), ('10:00+00')) b(x) ON a.x = b.x ORDER BY 1
SELECT a.x, b.x FROM (VALUES ('12:00+02'::timetz), ('10:00+00')) a(x) JOIN (VALUES ('12:00+02'::timetz), ('10:00+00')) b(x) ON a.x > b.x ORDER BY 1
SELECT x FROM (VALUES ('12:00+02'::timetz)) a(x) UNION SELECT '10:00+00' ORDER BY 1
SELECT rank() OVER (ORDER BY x) FROM (VALUES ('12:00+02'::timetz), ('10:00+00'), ('12:00+02')) a(x)
SELECT array_agg(x ORDER BY x) FROM (VALUES ('12:00+02'::timetz), ('10:00+00'), ('12:00+02')) a(x)
SELECT ARRAY['12:00+02'::timetz] < ARRAY['10:00+00'::timetz]
'12:00+02'::timetz < '11:00'::time -- refused
'12:00+02'::timetz = 'x'

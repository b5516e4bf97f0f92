-- integers
1 + 1
7 / 2
-7 / 2
7 % -3
-7 % 3
2147483647 + 1
-2147483648 - 1
2147483647 * 2
9223372036854775807 + 1
9223372036854775807 * 2::int8
32767::int2 + 1::int2
32767::int2 * 2::int2
32767::int2 + 1
1::int2 + 1::int8
(-2147483648)::int4 / -1
(-9223372036854775808)::int8 / -1
(-32768)::int2 / (-1)::int2
(-2147483648)::int4 % -1
(-9223372036854775808)::int8 % -1
1 / 0
1 % 0
1::int8 / 0
1::int2 % 0::int2
- (-2147483648)::int4
- (-32768)::int2
- (-9223372036854775808)::int8
+ 5
- 5
@ -5
@ -5.5
@ (-5.5::float8)
abs(-2147483648::int8)
abs((-2147483648)::int4)
abs((-32768)::int2)
5 & 3
5 | 3
5 # 3
~5
~5::int2
1 << 3
1::int8 << 40
-8 >> 1
1 << 31
1 << 33
1::int2 << 15
3::int2 & 5::int2
3::int2 & 5
3 & 5::int8
3000000000
3000000000 + 1
9223372036854775808
-9223372036854775808
0x1F
0b101
0o17
1_000_000
-- numerics
1.5 + 2.25
1.50 - 1.5
1.5 * 2.25
1.5 * 2.0
0.1 + 0.2
-1.5
- 0.0
1.0 / 3
1 / 3.0
10.0 / 4
100000000000000000000 / 3.0
0.00001 / 7
1.0 / 3.0 * 3.0
2::numeric / 7
1e10 / 3
22.0 / 7.000000
0.000 / 5
5 / 0.0
5.5 % 0
5.5 % 2
-5.5 % 2
5.5 % -2.25
10::numeric % 3
1e3 % 7
2 ^ 3
2 ^ 0.5
2.0 ^ 3
2.0 ^ 0.5
2 ^ -1
(-8) ^ (1.0/3)
10.0 ^ -3
0.0 ^ 0
0 ^ 0
2::float8 ^ 3
1.5 + 1
1 + 1.5
1.5 * 2
1::int8 * 1.5
1::int2 - 0.5
99999999999999999999999999999999999999 + 1
1e30
1.5e3
1.5e-3
1e-5
1.0e5
12345678901234567890.123456789 * 98765432109876543210.987654321
'NaN'::numeric + 1
'Infinity'::numeric - 'Infinity'::numeric
'Infinity'::numeric * 0
1 / 'Infinity'::numeric
'-Infinity'::numeric * -1
'NaN'::numeric / 0
- 'Infinity'::numeric
- 'NaN'::numeric
12.345::numeric(12,3) * 12.345::numeric(12,3)
999999999.999::numeric(12,3) * 999999999.999::numeric(12,3)
999999999999999999::numeric(18,0) * 999999999999999999::numeric(18,0)
1::numeric(38,0) / 3
12345.67::numeric(10,2) + 0.001::numeric(10,3)
1::int4 * 1.10::numeric(10,2)
-- floats
1.5::float8 + 1
1::float8 / 3
1e308::float8 * 10
-1e308::float8 * 10
1e-300::float8 * 1e-300::float8
1e308::float8 + 1e308::float8
1::float8 / 0
0::float8 / 0
'NaN'::float8 / 0
'Infinity'::float8 / 0
'Infinity'::float8 - 'Infinity'::float8
'Infinity'::float8 * 0
1 / 'Infinity'::float8
1e-300::float8 / 1e300::float8
1e300::float8 / 1e-300::float8
0.1::float8 + 0.2::float8
0.1::float4 + 0.2::float4
0.1::float4 + 0.2::float8
1e38::float4 * 10::float4
1e-45::float4 / 10::float4
1::float4 / 3::float4
- 0::float8
-(0::float8)
0::float8 * -1
1.5 + 1.5::float8
1::float4 + 1
1::float4 + 1.5
1.5::float4 * 2::int8
2::float8 % 1
5.0::float8 % 3
'5' + 3
'5' * 2.5
'a' + 3
'5' + '3'
5 || 3
1 + null
null + null
null + 1.5
1 + true
-true
-'5'
'1.5' + 1
'1' + 1.5
'1e2' + 1::float8
select x + y from (values (1, 2), (2147483647, 1)) t(x, y)
select x * y from (values (1.5, 2), (2.25, 3)) t(x, y)
select x / y from (values (1.5, 2), (2.25, 3), (null, 1)) t(x, y)
select x / y from (values (1, 2), (7, 3)) t(x, y) where y <> 0
select x + 0.5 from (values (1::numeric(10,2)), (2.5), (null)) t(x)
0.25 || 'x'
(-0.25)::text
x::text, x * 1, x / 2, x = 0.250, x % 0.1 from (values (0.25::numeric(2,2)), (-0.05), (null)) t(x)
x || '' from (values (0.12345678901234567890123456789012345678::numeric(38,38))) t(x)
sum(x), avg(x), min(x), variance(x), stddev(x) from (values (0.25::numeric(2,2)), (-0.05), (null)) t(x)
array[0.25, 0.5]::text
x % -1 from (values (null::int), (5)) t(x)
null % -1

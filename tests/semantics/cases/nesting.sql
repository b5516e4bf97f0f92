-- calls in calls: forms that mention an argument several times must not multiply
select lower(upper(lower(upper(lower(upper(lower(upper(x || 'É')))))))) from (values ('aß'), (null), ('ΑΣ')) t(x)
select substring(lpad(substring(lpad(substring(x || 'abc', y, 5), 7, 'x'), y, 6), 9, 'y'), y + 1, 3) from (values ('hello', 1), ('é', 2), (null, 1)) t(x, y)
select split_part(split_part(split_part(lower(x) || ',b;c', d, 1), ';', 1), '-', y) from (values ('A-B', ',', 1), ('C', '', -1)) t(x, d, y)
select date_trunc('month', date_trunc('day', (x + interval '1 day') at time zone 'Europe/Berlin' at time zone 'America/New_York')) from (values (timestamptz '2024-03-30 23:30:00+00'), ('infinity'), (null)) t(x)
select extract(year from date_trunc('century', date_trunc('decade', x + interval '3 years'))) from (values (timestamp '1999-05-05'), (null)) t(x)
select (lower(x) || upper(x)) ~* 'É' and lower(x || x) like lower('%É%') from (values ('é'), ('e'), (null)) t(x)
select array_append(array_remove(array_cat(string_to_array(lower(x), d), array['z']), 'b'), upper(x)) from (values ('A,B', ','), ('c', null), (null, ',')) t(x, d)
select to_json(json_build_object(lower(x || 'key'), array_append(array[x], upper(x || x)))) from (values ('a'), ('ß')) t(x)
select jsonb_build_object('a', x) || jsonb_build_object('b', jsonb_build_object('a', x) ->> 'a') from (values (1.50), (2)) t(x)
select lower(max(x) || 'É'), string_agg(lower(upper(x) || 'É'), ',' order by lower(x || x)) from (values ('b'), ('A')) t(x)
select lower(x || x) l, count(*) from (values ('A'), ('a'), ('É')) t(x) group by lower(x || x) order by l
select rank() over (order by lower(upper(lower(x || 'É')))) r from (values ('b'), ('A')) t(x) order by r

-- USING and NATURAL: what * shows, in which order, and what a name means.
select * from (values (1, 2, 3)) a(x, y, p) join (values (1, 5, 2)) b(x, q, r) using (x) join (values (2, 7)) c(y, s) using (y)
select * from (values (1, 2, 3)) a(x, y, p) join (values (1, 5, 2)) b(x, q, r) using (x), (values (2, 7)) c(y, s) join (values (2, 9)) d(y, z) using (y)
select y from (values (1, 2, 3)) a(x, y, p) join (values (1, 5, 2)) b(x, q, r) using (x) join (values (2, 7)) c(y, s) using (y)
select k from (values (1)) a(k) join (values (1)) b(k) using (k), (values (2)) c(k) join (values (2)) d(k) using (k)
select * from (values (1)) a(k) join (values (1)) b(k) using (k), (values (2)) c(k) join (values (2)) d(k) using (k)
select k from (values (1)) a(k) join (values (1)) b(k) using (k), (values (2)) c(k)
select k from (values (1)) a(k) join (values (1)) b(k) using (k) cross join (values (2)) c(k)
select * from (values (1, 2)) a(k, j) join (values (1, 3)) b(k, l) using (k) join (values (1, 4)) c(k, m) using (k)
select * from (values (1, 2)) a(k, j) full join (values (2, 3)) b(k, l) using (k) full join (values (2, 4), (5, 6)) c(k, m) using (k) order by k
select a.k, b.k, c.k, k from (values (1, 2)) a(k, j) left join (values (2, 3)) b(k, l) using (k) right join (values (2, 4), (1, 6)) c(k, m) using (k) order by k
select * from (values (1, 2)) a(k, j) natural join (values (1, 3)) b(k, l) natural join (values (3, 4)) c(l, m)
select * from (values (1, 2, 9)) a(k, j, z) join (values (1, 2, 3)) b(k, j, l) using (j, k)
select * from (values (1, 2)) a(k, j) join ((values (1, 3)) b(k, l) join (values (3, 4)) c(l, m) using (l)) using (k)
select b.l, c.l, a.* from (values (1, 2)) a(k, j) join ((values (1, 3)) b(k, l) join (values (3, 4)) c(l, m) using (l)) using (k)
select t.* from ((values (1, 2)) a(k, j) join (values (1, 3)) b(k, l) using (k)) t
select * from ((values (1, 2)) a(k, j) join (values (1, 3)) b(k, l) using (k)) t(x, y) where x = 1
select j.k from ((values (1), (2)) x(k) join (values (2), (3)) y(k) using (k)) as j
select * from (values (1)) x(a) join (values (1.0)) y(a) using (a)
select * from (values (1)) x(a) left join (values (1::bigint), (2)) y(a) using (a)
select * from (values (1::int, 2)) a(k, j) right join (values (1.5, 3)) b(k, l) using (k)
select k, pg_typeof(k) from (values (1::int, 2)) a(k, j) full join (values (1.0, 3)) b(k, l) using (k)
select u.k, k, count(*) from (values (1, 2)) a(k, j) join (values (1, 3)) b(k, l) using (k) as u group by u.k, k
select u.*, l from (values (1, 2)) a(k, j) left join (values (1, 3)) b(k, l) using (k) as u
select u.l from (values (1, 2)) a(k, j) join (values (1, 3)) b(k, l) using (k) as u
select count(*) from (values (1, 2)) a(k, j) join (values (1, 3)) b(k, l) using (k) as u join (values (1)) c(m) on c.m = u.k
select 1 from (values (1, 2)) a(k, j) join (values (1, 3)) b(k, l) using (k) as a
-- A column that is called as an item around it.
select c.id from (values (5), (6)) c(id) where exists (select 1 from (select 5 as c) t where t.c = c.id)
select c.id, (select t.c + c.id from (select 5 as c) t) from (values (5), (6)) c(id)
select c.id, x.* from (values (5), (6)) c(id), lateral (select t.c + c.id from (select 5 as c) t) x
select c.id, (select c.id || row_to_json(t.c)::text from (select row(7) as c) t) from (values (5), (6)) c(id)
select c.id from (values (5, 1), (6, null)) c(id, x) where c.x > all (select t.x from (values (5, 0), (6, 2)) t(id, x) where t.id = c.id)
select c.id, c.x >= any (select t.x from (values (5, 0), (6, 2)) t(id, x) where t.id = c.id), c.x not in (select t.x from (values (5, 0), (6, 2)) t(id, x) where t.id >= c.id) from (values (5, 1), (6, null)) c(id, x)
select c0.id from (values (5, 'a'), (6, 'b')) c0(id, x) where (c0.id, c0.x) in (select t.id, c0.x from (values (5), (7)) t(id) where t.id = c0.id)
-- Functions in FROM.
select c.id, u.n, u.v from (values (5, 6), (7, null)) c(id, x) cross join lateral unnest(array[c.id, c.x]) with ordinality u(v, n) order by 1, 2
select c.id, u.* from (values (5, 'a'), (7, null)) c(id, x) left join lateral unnest(array[c.id, 9], array[c.x]) with ordinality u on true order by 1, 2
select * from rows from (generate_series(1, 3), unnest(array['a', 'b'])) as t(n, s)
select * from rows from (unnest(array[1, 2, 3], array['a', 'b']), generate_series(1, 2)) with ordinality

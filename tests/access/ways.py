"""Ways to reach a value of a relation: `{t}` stands for it in FROM, `{c}` for one of its columns.

Every way is asked of the relation by somebody who is restricted, and of the sub-select that he
should see in its place by the owner: the answers must be the same.
"""

from __future__ import annotations

from typing import Final

WAYS: Final = {
    "select": "SELECT x.{c} FROM {t} AS x",
    "filter": "SELECT x.id FROM {t} AS x WHERE x.{c} = {v}",
    "not filter": "SELECT x.id FROM {t} AS x WHERE x.{c} <> {v} OR x.{c} IS NULL",
    "range": "SELECT x.id FROM {t} AS x WHERE x.{c} >= {v}",
    "in list": "SELECT x.id FROM {t} AS x WHERE x.{c} IN ({v}, {v})",
    "boolean output": "SELECT x.{c} = {v}, x.{c} IS NULL FROM {t} AS x",
    "case": "SELECT CASE WHEN x.{c} = {v} THEN 1 ELSE 0 END FROM {t} AS x",
    "order": "SELECT x.id FROM {t} AS x ORDER BY x.{c}, x.id",
    "order and limit": "SELECT x.id FROM {t} AS x ORDER BY x.{c} DESC NULLS LAST, x.id LIMIT 2",
    "group": "SELECT x.{c}, count(*) FROM {t} AS x GROUP BY x.{c}",
    "having": "SELECT x.{c} FROM {t} AS x GROUP BY x.{c} HAVING min(x.{c}) = {v}",
    "distinct": "SELECT DISTINCT x.{c} FROM {t} AS x",
    "distinct on": "SELECT DISTINCT ON (x.{c}) x.{c}, x.id FROM {t} AS x ORDER BY x.{c}, x.id",
    "aggregate": "SELECT min(x.{c}), max(x.{c}), count(x.{c}), count(*) FROM {t} AS x",
    "array": "SELECT array_agg(x.{c} ORDER BY x.id) FROM {t} AS x",
    "filtered aggregate": "SELECT count(*) FILTER (WHERE x.{c} = {v}) FROM {t} AS x",
    "count": "SELECT count(*) FROM {t} AS x",
    "function": "SELECT upper(x.{c}::text), length(x.{c}::text) FROM {t} AS x",
    "coalesce": "SELECT coalesce(x.{c}, {v}) FROM {t} AS x",
    "window": "SELECT x.id, lag(x.{c}) OVER (ORDER BY x.id) FROM {t} AS x",
    "window order": "SELECT x.id, rank() OVER (ORDER BY x.{c}) FROM {t} AS x",
    "cte": "WITH q AS (SELECT x.id, x.{c} AS v FROM {t} AS x) SELECT v FROM q WHERE v IS NOT NULL",
    "cte twice": "WITH q AS (SELECT x.id, x.{c} AS v FROM {t} AS x) "
    "SELECT a.v, b.v FROM q a JOIN q b ON a.id = b.id",
    "recursive cte": "WITH RECURSIVE q AS (SELECT x.id, x.{c} AS v FROM {t} AS x WHERE x.id = 1 "
    "UNION ALL SELECT x.id, x.{c} FROM {t} AS x JOIN q ON x.id = q.id + 1) SELECT * FROM q",
    "derived": "SELECT q.v FROM (SELECT x.{c} AS v, x.id FROM {t} AS x) AS q WHERE q.id > 0",
    "renamed": "SELECT q.b FROM (SELECT x.id, x.{c} FROM {t} AS x) AS q(a, b)",
    "scalar subquery": "SELECT (SELECT max(x.{c}) FROM {t} AS x)",
    "correlated": "SELECT o.id, (SELECT x.{c} FROM {t} AS x WHERE x.id = o.customer) FROM {o} AS o",
    "exists": "SELECT o.id FROM {o} AS o WHERE EXISTS (SELECT 1 FROM {t} AS x "
    "WHERE x.id = o.customer AND x.{c} = {v})",
    "in subquery": "SELECT o.id FROM {o} AS o WHERE o.customer IN (SELECT x.id FROM {t} AS x)",
    "not in": "SELECT o.id FROM {o} AS o WHERE o.customer NOT IN (SELECT x.id FROM {t} AS x)",
    "lateral": "SELECT o.id, q.v FROM {o} AS o, LATERAL (SELECT x.{c} AS v FROM {t} AS x "
    "WHERE x.id = o.customer) AS q",
    "join": "SELECT o.id, x.{c} FROM {o} AS o JOIN {t} AS x ON x.id = o.customer",
    "left join": "SELECT o.id, x.{c} FROM {o} AS o LEFT JOIN {t} AS x ON x.id = o.customer",
    "right join": "SELECT o.id, x.{c} FROM {t} AS x RIGHT JOIN {o} AS o ON x.id = o.customer",
    "full join": "SELECT o.id, x.{c} FROM {t} AS x FULL JOIN {o} AS o ON x.id = o.customer",
    "left join, condition": "SELECT o.id, x.{c} FROM {o} AS o LEFT JOIN {t} AS x "
    "ON x.id = o.customer AND x.{c} = {v}",
    "join key": "SELECT v.n, x.id FROM (VALUES (1, {v})) AS v(n, {c}) JOIN {t} AS x USING ({c})",
    "self join": "SELECT a.id, b.id FROM {t} AS a JOIN {t} AS b ON a.{c} = b.{c}",
    "union": "SELECT x.{c} FROM {t} AS x UNION SELECT x.{c} FROM {t} AS x",
    "union all": "SELECT x.{c} FROM {t} AS x UNION ALL SELECT {v}",
    "intersect": "SELECT x.{c} FROM {t} AS x INTERSECT SELECT {v}",
    "except": "SELECT {v} EXCEPT SELECT x.{c} FROM {t} AS x",
    "any": "SELECT {v} = ANY (SELECT x.{c} FROM {t} AS x)",
    "array subquery": "SELECT ARRAY(SELECT x.{c} FROM {t} AS x ORDER BY x.id)",
    "nested join": "SELECT x.id, x.{c} FROM ({o} AS o JOIN {t} AS x ON x.id = o.customer)",
    "row": "SELECT ROW(x.id, x.{c}) FROM {t} AS x",
    "json": "SELECT json_build_object('v', x.{c}) FROM {t} AS x",
}
"""By name. `{v}` is a value to compare with, `{o}` another relation, whose owner hides nothing."""

BARE: Final = {
    "star": "SELECT * FROM {t}",
    "qualified star": "SELECT customers.* FROM {t}",
    "full name": "SELECT {t}.{c} FROM {t}",
    "natural join": "SELECT * FROM {t} NATURAL JOIN (VALUES (1)) AS v(id)",
    "table": "TABLE {t}",
}
"""Ways that name the relation itself; no sub-select can stand in its place."""

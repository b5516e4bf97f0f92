"""Statements that every client sends: their rows are the same from the gateway and PostgreSQL."""

QUERIES = {
    "every type": "SELECT * FROM crm.customers ORDER BY id",
    "mariadb": "SELECT * FROM shop.articles ORDER BY id",
    "mysql": "SELECT * FROM depot.goods ORDER BY id",
    "mysql and mariadb": """
        SELECT g.title, p.label, a.price FROM depot.goods g JOIN depot.parts p ON p.good = g.id
            JOIN shop.articles a ON a.id = g.id AND a.title = g.title ORDER BY g.id, p.pos
    """,
    "mongodb": "SELECT * FROM docs.reviews ORDER BY _id",
    "redis": "SELECT * FROM kv.stock ORDER BY article",
    "view": "SELECT name, credit FROM crm.rich ORDER BY id",
    "search path": "SELECT title, place FROM articles JOIN stock ON article = id ORDER BY id",
    "four databases": """
        SELECT c.name, a.title, l.amount * a.price AS total, s.amount AS stock, r.stars
        FROM crm.customers c JOIN crm.orders o ON o.customer = c.id
            JOIN shop.lines l ON l.order_id = o.id JOIN shop.articles a ON a.id = l.article
            LEFT JOIN kv.stock s ON s.article = a.id
            LEFT JOIN docs.reviews r ON r.article = a.id AND r.stars > 2
        WHERE o.id <= 6 ORDER BY o.id, l.pos, r.stars
    """,
    "groups": """
        SELECT c.name, count(*), sum(o.total), avg(o.total), max(o.placed)
        FROM crm.customers c JOIN crm.orders o ON o.customer = c.id GROUP BY c.name ORDER BY 2, 1
    """,
    "window": """
        SELECT id, sum(total) OVER (PARTITION BY customer ORDER BY id) FROM crm.orders ORDER BY id
    """,
    "many rows": "SELECT n, label FROM crm.numbers ORDER BY n",
    "no rows": "SELECT id, name, tags FROM crm.customers WHERE false",
    "constants": """
        SELECT 1 AS a, 1.50 AS b, 'text' AS c, NULL AS d, true AS e, date '2026-01-02' AS f,
            interval '1 day 02:03' AS g, ARRAY[1, 2] AS h, '{"a": 1}'::jsonb AS i,
            12345678901 AS j, 1e100::float8 AS k, '\\x0102'::bytea AS l
    """,
}

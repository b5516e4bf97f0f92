import java.sql.*;
import java.util.*;

/** pgjdbc: runs every check and prints "name<TAB>result" lines, for a test to compare. */
public final class Client {
    interface Check { String run(Connection connection) throws Exception; }

    static final Map<String, Check> CHECKS = new LinkedHashMap<>();
    static final String SCHEMAS = "('crm','depot','docs','kv','shop')";

    public static void main(String[] arguments) throws Exception {
        String url = arguments[0], user = arguments[1], password = arguments[2];
        for (int i = 3; i + 1 < arguments.length; i += 2) query(arguments[i], arguments[i + 1]);
        statements();
        results();
        metadata();
        if (url.contains("=simple")) CHECKS.remove("parameter metadata");  // the driver cannot
        try (Connection connection = DriverManager.getConnection(url, user, password)) {
            for (Map.Entry<String, Check> check : CHECKS.entrySet()) {
                String found;
                try {
                    found = check.getValue().run(connection);
                } catch (SQLException error) {
                    found = "FAILED " + error.getSQLState() + " " + error.getMessage();
                    if (!connection.getAutoCommit()) connection.rollback();
                }
                connection.setAutoCommit(true);
                System.out.println(check.getKey() + "\t" + found.replace("\\", "\\\\").replace("\n", "\\n"));
            }
        }
    }

    static void query(String name, String sql) {
        CHECKS.put(name + ", simple", c -> {
            try (Statement s = c.createStatement(); ResultSet r = s.executeQuery(sql)) { return rows(r); }
        });
        CHECKS.put(name + ", prepared", c -> {
            StringBuilder all = new StringBuilder();
            try (PreparedStatement s = c.prepareStatement(sql)) {
                for (int i = 0; i < 7; i++)  // the driver goes over to a named statement and binary
                    try (ResultSet r = s.executeQuery()) { String now = rows(r); if (i % 6 == 0) all.append(now); }
            }
            return all.toString();
        });
    }

    static void statements() {
        CHECKS.put("parameters of every type", c -> {
            try (PreparedStatement s = c.prepareStatement(
                    "SELECT id FROM crm.customers WHERE id = ? OR name = ? OR credit = ? OR born = ?"
                    + " OR seen = ? OR token = ? OR rate = ? OR active = ? ORDER BY id")) {
                s.setLong(1, 1); s.setString(2, "nobody"); s.setBigDecimal(3, new java.math.BigDecimal("-0.01"));
                s.setDate(4, java.sql.Date.valueOf("1990-01-02"));
                s.setObject(5, java.time.OffsetDateTime.parse("1999-12-31T23:59:59Z"));
                s.setObject(6, UUID.fromString("00000000-0000-0000-0000-000000000001"));
                s.setDouble(7, 5.5); s.setNull(8, Types.BOOLEAN);
                try (ResultSet r = s.executeQuery()) { return rows(r); }
            }
        });
        CHECKS.put("an array as parameter", c -> {
            try (PreparedStatement s = c.prepareStatement("SELECT title FROM shop.articles WHERE id = ANY(?) ORDER BY 1")) {
                s.setArray(1, c.createArrayOf("int4", new Integer[] {1, 3}));
                try (ResultSet r = s.executeQuery()) { return rows(r); }
            }
        });
        CHECKS.put("parameter metadata", c -> {
            try (PreparedStatement s = c.prepareStatement(
                    "SELECT 1 FROM crm.customers, docs.reviews WHERE id = ? AND credit > ? AND words = ? AND seen < ?")) {
                ParameterMetaData m = s.getParameterMetaData(); StringBuilder b = new StringBuilder();
                for (int i = 1; i <= m.getParameterCount(); i++) b.append(m.getParameterTypeName(i)).append(' ');
                return b.toString();
            }
        });
        CHECKS.put("result metadata before execution", c -> {
            try (PreparedStatement s = c.prepareStatement("SELECT id, name, credit, tags, total FROM crm.customers JOIN crm.orders USING (id)")) {
                return described(s.getMetaData());
            }
        });
        CHECKS.put("several portals at once", c -> {
            c.setAutoCommit(false);
            StringBuilder b = new StringBuilder();
            try (Statement one = c.createStatement(); Statement two = c.createStatement(); Statement three = c.createStatement()) {
                one.setFetchSize(100); two.setFetchSize(7); three.setFetchSize(1);
                ResultSet n = one.executeQuery("SELECT n FROM crm.numbers ORDER BY n");
                ResultSet o = two.executeQuery("SELECT id FROM crm.orders ORDER BY id");
                ResultSet a = three.executeQuery("SELECT title FROM shop.articles ORDER BY id");
                long sum = 0;
                while (n.next()) {
                    sum += n.getInt(1);
                    if (o.next()) b.append(o.getLong(1)).append(',');
                    if (a.next()) b.append(a.getString(1)).append(',');
                }
                b.append(sum);
            }
            c.commit();
            return b.toString();
        });
        CHECKS.put("a cursor the server holds", c -> {
            c.setAutoCommit(false);
            try (PreparedStatement s = c.prepareStatement("SELECT n, label FROM crm.numbers WHERE n > ? ORDER BY n")) {
                s.setFetchSize(500); s.setInt(1, 4000); int count = 0; long sum = 0;
                try (ResultSet r = s.executeQuery()) { while (r.next()) { count++; sum += r.getInt(1) + r.getString(2).length(); } }
                return count + " " + sum;
            }
        });
        CHECKS.put("max rows", c -> {
            try (Statement s = c.createStatement()) { s.setMaxRows(3); try (ResultSet r = s.executeQuery("SELECT n FROM crm.numbers ORDER BY n")) { return rows(r); } }
        });
        CHECKS.put("scrolling", c -> {
            try (Statement s = c.createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY); ResultSet r = s.executeQuery("SELECT id FROM crm.orders ORDER BY id")) {
                r.absolute(5); long five = r.getLong(1); r.last(); long last = r.getLong(1); r.first();
                return five + " " + last + " " + r.getLong(1);
            }
        });
        CHECKS.put("several statements in one", c -> {
            try (Statement s = c.createStatement()) {
                StringBuilder b = new StringBuilder();
                boolean more = s.execute("SELECT 1; SELECT title FROM shop.articles ORDER BY id; SELECT 3");
                while (more) { try (ResultSet r = s.getResultSet()) { b.append(rows(r)); } more = s.getMoreResults(); }
                return b.toString();
            }
        });
        CHECKS.put("a batch is refused", c -> {
            try (Statement s = c.createStatement()) { s.addBatch("SELECT 1"); s.executeBatch(); return "ran"; }
            catch (BatchUpdateException error) { return "refused " + error.getMessage().split("\n")[0]; }
        });
        CHECKS.put("query timeout", c -> {
            try (Statement s = c.createStatement()) { s.setQueryTimeout(1); s.executeQuery("SELECT slept FROM crm.forever"); return "ran"; }
            catch (SQLException error) { return error.getSQLState(); }
        });
        CHECKS.put("cancel", c -> {
            try (Statement s = c.createStatement()) {
                boolean[] done = {false};
                Thread canceller = new Thread(() -> {
                    while (!done[0]) try { Thread.sleep(100); s.cancel(); } catch (Exception ignored) { return; }
                });
                canceller.start();
                try { s.executeQuery("SELECT slept FROM crm.forever"); return "ran"; }
                catch (SQLException error) { return error.getSQLState(); }
                finally { done[0] = true; canceller.join(); }
            }
        });
        CHECKS.put("after an error", c -> {
            c.setAutoCommit(false);
            StringBuilder b = new StringBuilder();
            try (Statement s = c.createStatement()) {
                Savepoint p = c.setSavepoint("here");
                try { s.executeQuery("SELECT 1 / 0"); } catch (SQLException e) { b.append(e.getSQLState()).append(' '); }
                try { s.executeQuery("SELECT 1"); } catch (SQLException e) { b.append(e.getSQLState()).append(' '); }
                c.rollback(p);
                try (ResultSet r = s.executeQuery("SELECT 7")) { b.append(rows(r)); }
                c.commit();
            }
            return b.toString();
        });
        CHECKS.put("where an error is", c -> {
            try (PreparedStatement s = c.prepareStatement("SELECT nam FROM crm.customers WHERE id = ?")) { s.setLong(1, 1); s.executeQuery(); return "ran"; }
            catch (SQLException error) { org.postgresql.util.ServerErrorMessage m = ((org.postgresql.util.PSQLException) error).getServerErrorMessage(); return m.getSQLState() + m.getMessage() + m.getPosition(); }
        });
        CHECKS.put("read only and isolation", c -> {
            c.setReadOnly(true); c.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ); c.setAutoCommit(false);
            String found; try (Statement s = c.createStatement(); ResultSet r = s.executeQuery("SHOW transaction_isolation")) { found = rows(r); }
            c.commit(); c.setAutoCommit(true); c.setReadOnly(false); c.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            return found + c.isValid(5);
        });
        CHECKS.put("writes are refused", c -> {
            StringBuilder b = new StringBuilder();
            c.setReadOnly(true); c.setAutoCommit(false);
            for (String sql : new String[] {"INSERT INTO crm.orders (id, customer) VALUES (?, ?)", "UPDATE crm.orders SET total = ? WHERE id = ?", "DELETE FROM crm.orders WHERE id = ? OR customer = ?"})
                try (PreparedStatement s = c.prepareStatement(sql)) { s.setLong(1, 1); s.setLong(2, 2); s.executeUpdate(); b.append("ran"); }
                catch (SQLException error) { b.append(error.getSQLState()).append(error.getMessage().split("\n")[0]).append(' '); c.rollback(); }
            c.setAutoCommit(true); c.setReadOnly(false);
            try (Statement s = c.createStatement()) {
                s.execute("SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE");
                try (ResultSet r = s.executeQuery("SHOW default_transaction_read_only")) { b.append(rows(r)); }
                s.execute("RESET default_transaction_read_only");
            }
            return b.toString();
        });
        CHECKS.put("notifications", c -> {
            StringBuilder b = new StringBuilder();
            try (Statement s = c.createStatement()) { s.execute("LISTEN news"); s.execute("NOTIFY news, 'a'"); s.execute("SELECT 1"); }
            for (org.postgresql.PGNotification n : ((org.postgresql.PGConnection) c).getNotifications()) b.append(n.getName()).append(n.getParameter());
            return b.toString();
        });
        CHECKS.put("copy out", c -> {
            java.io.StringWriter w = new java.io.StringWriter();
            long n = ((org.postgresql.PGConnection) c).getCopyAPI().copyOut("COPY (SELECT * FROM crm.orders ORDER BY id) TO STDOUT (FORMAT csv, HEADER)", w);
            return n + w.toString();
        });
    }

    static void results() {
        CHECKS.put("values as objects", c -> {
            StringBuilder b = new StringBuilder();
            try (PreparedStatement s = c.prepareStatement("SELECT * FROM crm.customers ORDER BY id"); ResultSet r = s.executeQuery()) {
                ResultSetMetaData m = r.getMetaData();
                while (r.next()) for (int i = 1; i <= m.getColumnCount(); i++) {
                    Object o = r.getObject(i);
                    b.append(o == null ? "null" : o.getClass().getName() + "=" + (o instanceof byte[] ? Arrays.toString((byte[]) o) : o)).append('|');
                }
            }
            return b.toString();
        });
        CHECKS.put("values by their getters", c -> {
            StringBuilder b = new StringBuilder();
            try (PreparedStatement s = c.prepareStatement("SELECT id, credit, born, seen, placed, woken, rate, share, tags, active FROM crm.customers WHERE id = 1"); ResultSet r = s.executeQuery()) {
                r.next();
                b.append(r.getInt(1)).append(' ').append(r.getBigDecimal(2)).append(' ').append(r.getObject(3, java.time.LocalDate.class)).append(' ')
                 .append(r.getObject(4, java.time.OffsetDateTime.class)).append(' ').append(r.getObject(5, java.time.LocalDateTime.class)).append(' ')
                 .append(r.getObject(6, java.time.LocalTime.class)).append(' ').append(r.getDouble(7)).append(' ').append(r.getFloat(8)).append(' ')
                 .append(Arrays.toString((Object[]) r.getArray(9).getArray())).append(' ').append(r.getBoolean(10));
            }
            return b.toString();
        });
    }

    interface Meta { ResultSet get(DatabaseMetaData m) throws SQLException; }

    static void meta(String name, Meta meta, String... without) {
        CHECKS.put(name, c -> { try (ResultSet r = meta.get(c.getMetaData())) { return rows(r, without); } });
    }

    static void metadata() {
        String[] kinds = {"TABLE", "VIEW"};
        meta("getSchemas", m -> m.getSchemas());
        meta("getTableTypes", m -> m.getTableTypes());
        meta("getTables", m -> m.getTables(null, null, "%", kinds));
        for (String schema : new String[] {"crm", "shop", "depot", "docs", "kv"}) {
            meta("getColumns " + schema, m -> m.getColumns(null, schema, "%", "%"));
            meta("getIndexInfo " + schema, m -> m.getIndexInfo(null, schema, "%", false, true), "CARDINALITY", "PAGES");
        }
        meta("getPrimaryKeys crm", m -> m.getPrimaryKeys(null, "crm", "orders"));
        meta("getPrimaryKeys shop", m -> m.getPrimaryKeys(null, "shop", "lines"));
        meta("getImportedKeys crm", m -> m.getImportedKeys(null, "crm", "orders"));
        meta("getImportedKeys shop", m -> m.getImportedKeys(null, "shop", "lines"));
        meta("getExportedKeys", m -> m.getExportedKeys(null, "crm", "customers"));
        meta("getCrossReference", m -> m.getCrossReference(null, "shop", "articles", null, "shop", "lines"));
        meta("getBestRowIdentifier", m -> m.getBestRowIdentifier(null, "crm", "customers", 0, false));
        CHECKS.put("getTypeInfo", c -> {
            try (ResultSet r = c.getMetaData().getTypeInfo()) {  // in no order but by code
                String[] lines = rows(r).split("\n"); Arrays.sort(lines); return String.join("\n", lines);
            }
        });
        meta("getFunctions", m -> m.getFunctions(null, "pg_catalog", "pg_get_%"));
        CHECKS.put("schema of the connection", c -> { c.setSchema("shop"); String s = c.getSchema(); String found;
            try (Statement t = c.createStatement(); ResultSet r = t.executeQuery("SELECT count(*) FROM articles")) { found = rows(r); t.execute("RESET search_path"); }
            return s + found; });
    }

    static String described(ResultSetMetaData m) throws SQLException {
        StringBuilder b = new StringBuilder();
        for (int i = 1; i <= m.getColumnCount(); i++)
            b.append(m.getColumnLabel(i)).append(':').append(m.getColumnTypeName(i)).append(':').append(m.getPrecision(i)).append(',')
             .append(m.getScale(i)).append(':').append(m.getColumnClassName(i)).append(':').append(m.isNullable(i)).append(m.isAutoIncrement(i)).append(' ')
             .append(m.getSchemaName(i)).append('.').append(m.getTableName(i)).append(' ')
             .append(base(m, i)).append(' ');
        return b.toString();
    }

    static String base(ResultSetMetaData m, int i) throws SQLException {
        org.postgresql.PGResultSetMetaData pg = (org.postgresql.PGResultSetMetaData) m;
        return pg.getBaseSchemaName(i) + '.' + pg.getBaseTableName(i) + '.' + pg.getBaseColumnName(i);
    }

    static String rows(ResultSet r, String... without) throws SQLException {
        ResultSetMetaData m = r.getMetaData();
        StringBuilder b = new StringBuilder();
        for (int i = 1; i <= m.getColumnCount(); i++) b.append(m.getColumnLabel(i)).append(':').append(m.getColumnTypeName(i)).append(' ')
            .append(m.isNullable(i)).append(base(m, i)).append(' ');
        while (r.next()) {
            b.append('\n');
            for (int i = 1; i <= m.getColumnCount(); i++) {
                if (Arrays.asList(without).contains(m.getColumnLabel(i))) continue;
                boolean bytes = m.getColumnType(i) == Types.BINARY;
                b.append(bytes ? Arrays.toString(r.getBytes(i)) : r.getString(i)).append('|');
            }
        }
        return b.toString();
    }
}

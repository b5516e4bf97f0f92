// node-postgres ("pg", "pg-cursor") and postgres.js: prints "name<TAB>result" lines.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
const [url, folder] = process.argv.slice(2);
const require = createRequire(folder + "/");
const pg = require("pg"), Cursor = require("pg-cursor"), postgres = require("postgres");
const queries = JSON.parse(readFileSync(0, "utf8"));

const show = (value) => JSON.stringify(value, (_, v) => (typeof v === "bigint" ? `${v}n` : Object.is(v, NaN) ? "NaN" : v === Infinity ? "Infinity" : v));
const check = async (name, run) => {
  let found;
  try { found = show(await run()); } catch (error) { found = `FAILED ${error.code} ${error.message}`; }
  console.log(name + "\t" + found);
};
const failed = async (run) => { try { await run(); return "ran"; } catch (e) { return [e.code, e.message, e.position, e.severity]; } };

const client = new pg.Client({ connectionString: url });
await client.connect();
const facts = (r) => [r.command, r.rowCount, r.fields.map((f) => [f.name, f.dataTypeID, f.dataTypeSize, f.dataTypeModifier]), r.rows];
for (const [name, sql] of Object.entries(queries)) {
  await check(`pg ${name}`, async () => facts(await client.query(sql)));
  await check(`pg ${name}, prepared`, async () => facts(await client.query({ name, text: sql, rowMode: "array" })));
}
const values = [1, "Ann", true, new Date("2026-01-02T03:04:05Z"), null, ["a", "b"], { a: 1 }, Buffer.from("x")];
await check("pg parameters", async () => (await client.query(
  "SELECT $1::int AS a, $2::text AS b, $3::bool AS c, $4::timestamptz AS d, $5::int AS e, $6::text[] AS f, $7::jsonb AS g, $8::bytea AS h", values)).rows);
await check("pg parameters by their columns", async () => (await client.query(
  "SELECT id, credit FROM crm.customers WHERE id = $1 OR name = $2 OR credit = $3 OR born = $4 ORDER BY id", ["2", "Ann", -0.01, "0001-01-01"])).rows);
await check("pg ANY", async () => (await client.query("SELECT title FROM shop.articles WHERE id = ANY($1) ORDER BY id", [[1, 3]])).rows);
await check("pg several statements", async () => (await client.query("SELECT 1 AS a; SELECT 'x' AS b")).map((r) => r.rows));
await check("pg cursor", async () => {
  const cursor = client.query(new Cursor("SELECT n FROM crm.numbers WHERE n > $1 ORDER BY n", [5]));
  const found = [await cursor.read(3), await cursor.read(2)];
  await cursor.close();
  return found;
});
await check("pg an error", () => failed(() => client.query("SELECT nam FROM crm.customers")));
await check("pg an error with parameters", () => failed(() => client.query("SELECT $1::int / 0", [1])));
await check("pg an error of a value", () => failed(() => client.query("SELECT id FROM crm.customers WHERE id = $1", ["x"])));
await check("pg a write", async () => {
  await client.query("SET default_transaction_read_only = on");
  const found = await failed(() => client.query("INSERT INTO crm.orders (id, customer) VALUES ($1, $2) RETURNING id", [1, 2]));
  await client.query("SET default_transaction_read_only = off");
  return found;
});
await check("pg a notification", async () => {
  const heard = [];
  client.on("notification", (said) => heard.push([said.channel, said.payload]));
  await client.query("LISTEN news; NOTIFY news, 'a'");
  await client.query("SELECT pg_notify($1, $2)", ["news", "b"]);
  return heard;
});
await check("pg a transaction", async () => {
  await client.query("BEGIN");
  const bad = await failed(() => client.query("SELECT 1 / 0"));
  const worse = await failed(() => client.query("SELECT 1"));
  await client.query("ROLLBACK");
  return [bad, worse, (await client.query("SELECT 2 AS two")).rows];
});
await check("pg a statement timeout", async () => {
  const other = new pg.Client({ connectionString: url, statement_timeout: 300 });
  await other.connect();
  const found = await failed(() => other.query("SELECT slept FROM crm.forever"));
  await other.end();
  return found;
});
await check("pg a pool", async () => {
  const pool = new pg.Pool({ connectionString: url, max: 4 });
  const found = await Promise.all([...Array(12).keys()].map(async (n) => (await pool.query("SELECT $1::int + id AS v FROM shop.articles ORDER BY 1", [n])).rows));
  await pool.end();
  return found;
});
await client.end();

const sql = postgres(url, { max: 2, onnotice: () => {} });
for (const [name, text] of Object.entries(queries)) {
  await check(`postgres.js ${name}`, async () => [...(await sql.unsafe(text))]);
  await check(`postgres.js ${name}, prepared`, async () => {
    const rows = await sql.unsafe(text, [], { prepare: true });
    return [rows.columns.map((c) => [c.name, c.type]), [...rows]];
  });
}
await check("postgres.js parameters", async () => [...(await sql`
  SELECT id FROM crm.customers WHERE id = ${2} OR name = ${"Ann"} OR tags = ${["a", "b c"]} OR seen = ${new Date("1999-12-31T23:59:59Z")} ORDER BY id`)]);
await check("postgres.js IN", async () => [...(await sql`SELECT title FROM shop.articles WHERE id IN ${sql([1, 3])} ORDER BY id`)]);
await check("postgres.js a mongodb column", async () => [...(await sql`SELECT words FROM docs.reviews WHERE article = ${1} AND stars > ${2}`)]);
await check("postgres.js cursor", async () => {
  let sum = 0, parts = 0;
  for await (const rows of sql`SELECT n FROM crm.numbers`.cursor(900)) { parts += 1; for (const row of rows) sum += row.n; }
  return [sum, parts];
});
await check("postgres.js describe", async () => {
  const found = await sql`SELECT id, name FROM crm.customers WHERE id = ${1} AND credit > ${2}`.describe();
  return [found.types, found.columns.map((c) => [c.name, c.type])];
});
await check("postgres.js copy", async () => {
  const stream = await sql`COPY (SELECT * FROM crm.orders ORDER BY id) TO STDOUT`.readable();
  let text = "";
  for await (const part of stream) text += part;
  return text;
});
await check("postgres.js cancel", async () => {
  const query = sql`SELECT slept FROM crm.forever`.execute();
  const timer = setInterval(() => query.cancel(), 200);
  try { return await failed(() => query); } finally { clearInterval(timer); }
});
await check("postgres.js an error", () => failed(() => sql`SELECT * FROM nothing WHERE a = ${1}`));
await check("postgres.js a transaction", () => sql.begin("read only", async (t) => [...(await t`SELECT count(*) FROM shop.lines`)]));
await sql.end();

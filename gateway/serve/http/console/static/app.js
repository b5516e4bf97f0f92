// The page: editor, catalog and views, held together.

import { logOut, onLogin } from "./api.js";
import { Catalog } from "./catalog.js";
import { Chart } from "./chart.js";
import { Editor } from "./editor.js";
import { Grid, element } from "./grid.js";
import { last, remember, showHistory } from "./history.js";
import { Live } from "./live.js";
import { showPlan, size } from "./plan.js";
import { run } from "./rows.js";

const $ = id => document.getElementById(id);
const TABS = ["rows", "chart", "plan", "history", "live"];

const grid = new Grid($("rows"));
const chart = new Chart($("chart"));
const live = new Live($("live"));
const catalog = new Catalog($("tree"), $("search"), name => editor.insert(name));
const editor = new Editor({
  sql: $("sql"), back: $("colours"), list: $("completions"),
  names: parts => catalog.names(parts), run: () => execute(), explain: () => explain(false),
});
let running = null, shown = null, clock = 0;

// -- views ---------------------------------------------------------------------------------

function open(tab) {
  for (const name of TABS) {
    const button = $(`tab-${name}`), chosen = name === tab;
    button.setAttribute("aria-selected", chosen);
    button.tabIndex = chosen ? 0 : -1;
    $(name).hidden = !chosen;
  }
  if (tab === "rows") grid.update();
  if (tab === "chart") chart.show(shown);
  if (tab === "history") showHistory($("history"), sql => { editor.text = sql; $("sql").focus(); });
  live.watch(tab === "live");
}

$("tabs").addEventListener("click", event => {
  const tab = event.target.closest("[role=tab]");
  if (tab) open(tab.getAttribute("aria-controls"));
});
$("tabs").addEventListener("keydown", event => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step || event.target.getAttribute("role") !== "tab") return;
  const next = TABS[(TABS.indexOf(event.target.getAttribute("aria-controls")) + step + TABS.length) % TABS.length];
  open(next);
  $(`tab-${next}`).focus();
});

function say(text) { $("status").textContent = text; }

function complain(error, offset = 0) {
  const place = $("problem");
  place.hidden = !error;
  if (!error) return;
  const title = element("strong", "error", `${error.sqlstate ? `${error.sqlstate}: ` : ""}${error.message}`);
  const more = [error.explanation, error.hint && `Hint: ${error.hint}`].filter(Boolean).join("\n");
  place.replaceChildren(title, ...(more ? [element("pre", "", more)] : []));
  if (error.position) editor.mark(error.position + [...$("sql").value.slice(0, offset)].length);
}

function warn(warnings) {
  if (!warnings.length) return;
  $("problem").hidden = false;
  $("problem").replaceChildren(...warnings.map(({ message, count }) => element("div", "", `Warning: ${message}${count > 1 ? ` (${count} times)` : ""}`)));
}

// -- running -------------------------------------------------------------------------------

function begin(stop) {
  complain(null);
  const started = performance.now();
  const seconds = () => `${((performance.now() - started) / 1000).toFixed(1)} s`;
  running = { stop, seconds };
  $("stop").disabled = false;
  for (const id of ["run", "explain", "analyze"]) $(id).disabled = true;
  return running;
}

function end() {
  clearInterval(clock);
  running = null;
  $("stop").disabled = true;
  for (const id of ["run", "explain", "analyze"]) $(id).disabled = false;
}

async function execute() {
  const { text, offset } = editor.statement;
  if (running || !text.trim()) return;
  let begun = false;
  const query = run(text, Number($("limit").value), rows => {
    if (!begun && rows.columns.length) { begun = true; shown = rows; grid.show(rows); open("rows"); }
    else grid.update();
  });
  const { seconds } = begin(query.stop);
  clock = setInterval(() => say(`${query.rows.length.toLocaleString("en")} rows, ${size(query.rows.bytes)}, ${seconds()}`), 100);
  try {
    shown = await query.done;
    if (!begun) grid.show(shown);
    grid.update();
    open("rows");
    if (!shown.columns.length) $("rows").replaceChildren(element("p", "empty", shown.command || "Done."));
    say(`${shown.command}, ${size(shown.bytes)}, ${seconds()}`);
    warn(shown.warnings);
    remember({ sql: text, at: Date.now(), outcome: shown.command });
  } catch (error) {
    if (begun) { shown = null; grid.show({ columns: [], length: 0 }); }
    complain(error, offset);
    say(`failed after ${seconds()}`);
    remember({ sql: text, at: Date.now(), outcome: error.sqlstate || "failed" });
  } finally {
    $("download").disabled = !shown?.columns.length;
    end();
  }
}

async function explain(analyze) {
  const { text, offset } = editor.statement;
  if (running || !text.trim()) return;
  const options = `(${analyze ? "ANALYZE, " : ""}FORMAT JSON)`;
  const query = run(`EXPLAIN ${options} ${text}`, 1, () => {});
  const { seconds } = begin(query.stop);
  clock = setInterval(() => say(seconds()), 100);
  try {
    const rows = await query.done;
    const [value] = rows.row(0);
    showPlan($("plan"), typeof value === "string" ? JSON.parse(value) : value);
    open("plan");
    say(`planned in ${seconds()}`);
  } catch (error) {
    if (error.position) error.position -= `EXPLAIN ${options} `.length;
    complain(error, offset);
    say(`failed after ${seconds()}`);
  } finally {
    end();
  }
}

$("bar").addEventListener("submit", event => { event.preventDefault(); execute(); });
$("explain").addEventListener("click", () => explain(false));
$("analyze").addEventListener("click", () => explain(true));
$("stop").addEventListener("click", () => running?.stop());
document.addEventListener("keydown", event => { if (event.key === "Escape") running?.stop(); });

$("download").addEventListener("click", () => {
  const field = value => value === null ? "" : `"${(typeof value === "object" ? JSON.stringify(value) : String(value)).replaceAll('"', '""')}"`;
  const parts = [shown.columns.map(column => field(column.name)).join(",") + "\n"];
  for (let n = 0; n < shown.length; n++) parts.push(shown.row(n).map(field).join(",") + "\n");
  const link = element("a");
  link.href = URL.createObjectURL(new Blob(parts, { type: "text/csv" }));
  link.download = "rows.csv";
  link.click();
  URL.revokeObjectURL(link.href);
});

// -- login ---------------------------------------------------------------------------------

onLogin(reason => new Promise((resolve, reject) => {
  const dialog = $("login");
  $("login-problem").textContent = reason;
  dialog.showModal();
  dialog.addEventListener("close", () => {
    const login = { user: $("user").value, password: $("password").value, token: $("token").value };
    $("password").value = $("token").value = "";
    $("log-out").hidden = false;
    if (login.token || login.user) resolve(login);
    else reject(new Error("not logged in"));
  }, { once: true });
}));
$("log-out").addEventListener("click", () => { logOut(); location.reload(); });

// -- the rest ------------------------------------------------------------------------------

$("toggle-catalog").addEventListener("click", () => {
  const hidden = $("catalog").toggleAttribute("hidden");
  $("toggle-catalog").setAttribute("aria-expanded", !hidden);
});
if (matchMedia("(max-width: 720px)").matches) $("toggle-catalog").click();

editor.text = last() ?? "select 1 as one";
grid.show({ columns: [], length: 0 });
$("rows").replaceChildren(element("p", "empty", "Ctrl+Enter runs the statement, or what is selected of it."));
async function who() {
  const query = run("SELECT current_user", 1, () => {});
  $("who").textContent = (await query.done).row(0)[0];
}
catalog.load().then(who, complain);

// Statements of this browser, newest first. Kept here only, and only while the reader wants it.

import { element } from "./grid.js";

const KEY = "unsilo.history", MOST = 200;

function read() {
  try { return JSON.parse(localStorage.getItem(KEY)) ?? []; } catch { return []; }
}

export function remember(entry) {
  const kept = [entry, ...read().filter(one => one.sql !== entry.sql)].slice(0, MOST);
  try { localStorage.setItem(KEY, JSON.stringify(kept)); } catch { /* full or forbidden: there is no history then */ }
}

export function last() { return read()[0]?.sql; }

export function showHistory(place, use) {
  const entries = read();
  if (!entries.length) { place.replaceChildren(element("p", "empty", "Statements that you run are listed here.")); return; }
  const table = element("table", "list"), body = element("tbody"), clear = element("button", "plain", "Forget all");
  clear.addEventListener("click", () => { localStorage.removeItem(KEY); showHistory(place, use); });
  for (const { sql, at, outcome } of entries) {
    const row = element("tr"), again = element("td", "fit"), text = element("td"), button = element("button", "", "Use");
    button.addEventListener("click", () => use(sql));
    again.append(button);
    text.append(element("code", "", sql.length > 600 ? sql.slice(0, 600) + "…" : sql));
    row.append(again, element("td", "fit quiet", new Date(at).toLocaleString()), element("td", "fit quiet", outcome), text);
    body.append(row);
  }
  table.append(body);
  place.replaceChildren(table, clear);
}

// A result as it streams in: one line of text per row, parsed only when it is shown.
// The gateway writes {"columns":[…],"rows":[⏎[…],⏎[…]],"command":…,"warnings":[…]}, a row per line.

import { call, newId } from "./api.js";

const END = '],"command":';

export class Rows {
  constructor() {
    this.columns = [];
    this.command = "";
    this.warnings = [];
    this.bytes = 0;
    this.complete = false;
    this.lines = [];
    this.rest = "";
  }

  get length() { return this.lines.length; }

  /** The values of a row; numbers of unbounded size are strings. */
  row(index) { return JSON.parse(this.lines[index]); }

  /** Take the next piece of the document's text. */
  add(text) {
    const parts = (this.rest + text).split("\n");
    this.rest = parts.pop();
    for (const part of parts) this.#line(part);
  }

  /** The text is over. Throws when the document is not: nothing is shown as complete that is not. */
  end() {
    if (this.rest) this.#line(this.rest);
    if (!this.complete) throw new Error("the result broke off before its end");
  }

  #line(line) {
    if (!line) return;
    if (!this.columns.length && line.startsWith('{"columns":')) {
      const at = line.indexOf(',"rows":[');
      this.columns = JSON.parse(line.slice('{"columns":'.length, at));
      line = line.slice(at + ',"rows":['.length);
      if (!line) return;
    }
    if (line.endsWith(",")) { this.lines.push(line.slice(0, -1)); return; }
    const at = line.lastIndexOf(END);
    if (at < 0) { this.lines.push(line); return; }
    if (at > 0) this.lines.push(line.slice(0, at));
    const tail = JSON.parse("{" + line.slice(at + 2));
    this.command = tail.command;
    this.warnings = tail.warnings;
    this.complete = true;
  }
}

/** Run a statement. `progress(rows)` is called as they come. Returns {rows, id, stop, done}. */
export function run(sql, limit, progress) {
  const rows = new Rows(), id = newId(), abort = new AbortController();
  async function read() {
    const response = await call("/v1/query?numbers=string", {
      method: "POST", body: { sql, row_limit: limit }, headers: { "X-Unsilo-Query-Id": id }, signal: abort.signal,
    });
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      rows.bytes += value.length;
      rows.add(value);
      progress(rows);
    }
    rows.end();
    return rows;
  }
  const stop = () => {
    call(`/v1/queries/${id}`, { method: "DELETE" }).catch(() => {});
    setTimeout(() => abort.abort(), 2000);
  };
  return { rows, id, stop, done: read() };
}

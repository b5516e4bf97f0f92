// A table of any length: only the rows in sight are in the page.

const ROW = 24, HEAD = 40, SPARE = 12;
const MOST = 8_000_000; // pixels; browsers stop at about 16 million
const NUMERIC = /^(smallint|integer|bigint|numeric|real|double precision|oid)/;

export class Grid {
  constructor(place) {
    this.place = place;
    this.rows = null;
    this.frame = 0;
    place.addEventListener("scroll", () => this.#soon(), { passive: true });
    new ResizeObserver(() => this.#soon()).observe(place);
  }

  show(rows) {
    this.rows = rows;
    this.columns = null;
    this.place.scrollTop = this.place.scrollLeft = 0;
    this.place.replaceChildren();
    this.update();
  }

  /** More rows have come. */
  update() {
    if (!this.rows?.columns.length) return;
    if (!this.columns) this.#begin();
    this.#soon();
  }

  #begin() {
    this.columns = this.rows.columns;
    const sample = Array.from({ length: Math.min(50, this.rows.length) }, (_, n) => this.rows.row(n));
    const widths = this.columns.map((column, n) => {
      const longest = Math.max(column.name.length, column.type.length * .85, ...sample.map(row => shown(row[n]).length));
      return Math.min(Math.max(Math.ceil(longest) + 3, 7), 48);
    });
    this.template = ["7ch", ...widths.map(width => `${width}ch`)].join(" ");
    this.grid = element("div", "grid");
    this.grid.setAttribute("role", "table");
    const head = element("div", "head");
    head.setAttribute("role", "row");
    head.style.gridTemplateColumns = this.template;
    head.append(element("div", "cell count"));
    for (const column of this.columns) {
      const cell = element("div", "cell" + (NUMERIC.test(column.type) ? " right" : ""), column.name);
      cell.setAttribute("role", "columnheader");
      cell.title = `${column.name} ${column.type}`;
      cell.append(element("small", "", column.type));
      head.append(cell);
    }
    this.body = element("div", "body");
    this.grid.append(head, this.body);
    this.place.replaceChildren(this.grid);
  }

  #soon() {
    if (!this.frame) this.frame = requestAnimationFrame(() => { this.frame = 0; this.#draw(); });
  }

  #draw() {
    if (!this.columns) return;
    const count = this.rows.length, full = count * ROW, height = Math.min(full, MOST);
    this.grid.style.height = `${height + HEAD}px`;
    this.grid.setAttribute("aria-rowcount", count);
    const seen = Math.ceil(this.place.clientHeight / ROW);
    const scrollable = Math.max(1, height + HEAD - this.place.clientHeight);
    const last = Math.max(0, count - seen + 2);
    const top = this.place.scrollTop;
    const exact = full <= MOST;
    const first = exact ? Math.floor(top / ROW) : Math.round(Math.min(1, top / scrollable) * last);
    const from = Math.max(0, first - SPARE), to = Math.min(count, first + seen + SPARE);
    const made = [];
    for (let n = from; n < to; n++) {
      const row = this.#row(n);
      row.style.top = `${HEAD + (exact ? n * ROW : top + (n - first) * ROW)}px`;
      made.push(row);
    }
    this.body.replaceChildren(...made);
  }

  #row(index) {
    const row = element("div", "row");
    row.setAttribute("role", "row");
    row.setAttribute("aria-rowindex", index + 1);
    row.style.gridTemplateColumns = this.template;
    row.append(element("div", "cell count", (index + 1).toLocaleString("en")));
    this.rows.row(index).forEach((value, n) => {
      const right = NUMERIC.test(this.columns[n].type) ? " right" : "";
      const cell = element("div", "cell" + right + (value === null ? " null" : ""), shown(value));
      cell.setAttribute("role", "cell");
      if (value !== null && shown(value).length > 40) cell.title = shown(value).slice(0, 2000);
      row.append(cell);
    });
    return row;
  }
}

export function shown(value) {
  if (value === null) return "NULL";
  if (typeof value === "object") return JSON.stringify(value);
  if (typeof value === "boolean") return value ? "t" : "f";
  return String(value).replace(/[\r\n\t]/g, " ");
}

export function element(tag, name = "", text = "") {
  const made = document.createElement(tag);
  if (name) made.className = name;
  if (text) made.textContent = text;
  return made;
}

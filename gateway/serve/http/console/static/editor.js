// The statement's editor: a textarea, its colours behind it, and a list of completions.

import { KEYWORDS, colours, nameBefore, quoted } from "./sql.js";
import { element } from "./grid.js";

const MOST = 60;

export class Editor {
  /** `names(parts)` gives [{name, note}] that may follow the parts of a dotted name. */
  constructor({ sql, back, list, names, run, explain }) {
    Object.assign(this, { sql, back, list, names, run, explain });
    this.wrong = null;
    sql.addEventListener("input", () => { this.wrong = null; this.paint(); this.#complete(false); });
    sql.addEventListener("scroll", () => { back.scrollTop = sql.scrollTop; back.scrollLeft = sql.scrollLeft; });
    sql.addEventListener("keydown", event => this.#key(event));
    sql.addEventListener("blur", () => setTimeout(() => this.#close(), 150));
    list.addEventListener("mousedown", event => {
      const item = event.target.closest("li");
      if (item) { event.preventDefault(); this.#take(Number(item.dataset.n)); }
    });
    this.#close();
    this.paint();
  }

  /** What is selected, or everything; and where it begins in the text. */
  get statement() {
    const { value, selectionStart: from, selectionEnd: to } = this.sql;
    return from < to ? { text: value.slice(from, to), offset: from } : { text: value, offset: 0 };
  }

  set text(value) {
    this.sql.value = value;
    this.wrong = null;
    this.paint();
  }

  insert(text) {
    this.sql.focus();
    this.sql.setRangeText(text, this.sql.selectionStart, this.sql.selectionEnd, "end");
    this.sql.dispatchEvent(new Event("input"));
    this.#close();
  }

  /** Underline the word at a 1-based position of the text. */
  mark(position) {
    // The gateway counts characters, a string here UTF-16 units.
    this.wrong = [...this.sql.value].slice(0, position - 1).join("").length;
    this.paint();
  }

  paint() {
    const text = this.sql.value;
    const spans = text.length > 50_000 ? [] : [...colours(text)];
    const out = document.createDocumentFragment();
    let at = 0;
    const put = (to, kind) => {
      if (to > at) out.append(this.#piece(text, at, to, kind));
      at = to;
    };
    for (const { start, end, kind } of spans) { put(start, ""); put(end, kind); }
    put(text.length, "");
    out.append("\n");
    this.back.replaceChildren(out);
    this.back.scrollTop = this.sql.scrollTop;
  }

  #piece(text, from, to, kind) {
    const span = element("span", kind);
    if (this.wrong === null || this.wrong < from || this.wrong >= to) { span.textContent = text.slice(from, to); return span; }
    const length = Math.max(1, /^[\w$."]*/.exec(text.slice(this.wrong, to))[0].length);
    span.append(text.slice(from, this.wrong), element("span", "wrong", text.slice(this.wrong, this.wrong + length)), text.slice(this.wrong + length, to));
    return span;
  }

  #key(event) {
    const open = !this.list.hidden;
    const command = event.ctrlKey || event.metaKey;
    if (command && event.key === "Enter") { event.preventDefault(); this.#close(); (event.shiftKey ? this.explain : this.run)(); }
    else if (command && event.key === " ") { event.preventDefault(); this.#complete(true); }
    else if (open && ["ArrowDown", "ArrowUp"].includes(event.key)) { event.preventDefault(); this.#choose(this.chosen + (event.key === "ArrowDown" ? 1 : -1)); }
    else if (open && (event.key === "Tab" || (event.key === "Enter" && this.moved))) { event.preventDefault(); this.#take(this.chosen); }
    else if (open && event.key === "Escape") { event.stopPropagation(); this.#close(); }
  }

  async #complete(asked) {
    const at = this.sql.selectionEnd;
    const { start, parts } = nameBefore(this.sql.value, at);
    const begun = parts.at(-1).toLowerCase();
    if (!asked && !begun && parts.length < 2) return this.#close();
    const names = await this.names(parts.slice(0, -1));
    const words = parts.length === 1 && begun.length > 1 ? KEYWORDS.map(name => ({ name, keyword: true })) : [];
    if (this.sql.selectionEnd !== at) return;
    const found = [...names, ...words].filter(({ name }) => name.toLowerCase().startsWith(begun) && name !== parts.at(-1));
    this.found = found.slice(0, MOST);
    this.start = start;
    if (!this.found.length) return this.#close();
    this.list.replaceChildren(...this.found.map(({ name, note }, n) => {
      const item = element("li", "", name);
      item.setAttribute("role", "option");
      item.id = `completion-${n}`;
      item.dataset.n = n;
      if (note) item.append(element("span", "", note));
      return item;
    }));
    this.#place();
    this.list.hidden = false;
    this.moved = asked;
    this.#choose(0, false);
  }

  #choose(index, moved = true) {
    this.chosen = (index + this.found.length) % this.found.length;
    this.moved ||= moved;
    [...this.list.children].forEach((item, n) => item.setAttribute("aria-selected", n === this.chosen));
    this.list.children[this.chosen].scrollIntoView({ block: "nearest" });
    this.sql.setAttribute("aria-activedescendant", `completion-${this.chosen}`);
  }

  #take(index) {
    const { name, keyword } = this.found[index];
    this.sql.setRangeText(keyword ? name : quoted(name), this.start, this.sql.selectionEnd, "end");
    this.#close();
    this.wrong = null;
    this.paint();
    this.sql.focus();
  }

  #close() {
    this.list.hidden = true;
    this.found = [];
    this.sql.removeAttribute("aria-activedescendant");
  }

  /** Below the word being written. */
  #place() {
    const before = this.sql.value.slice(0, this.start).split("\n");
    const style = getComputedStyle(this.sql);
    const line = parseFloat(style.lineHeight);
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = style.font;
    const x = parseFloat(style.paddingLeft) + pen.measureText(before.at(-1)).width - this.sql.scrollLeft;
    const y = parseFloat(style.paddingTop) + before.length * line - this.sql.scrollTop;
    const room = this.sql.parentElement;
    this.list.style.left = `${Math.max(0, Math.min(x, room.clientWidth - 230))}px`;
    this.list.style.top = `${y + 2}px`;
    this.list.style.maxHeight = `${Math.max(72, room.clientHeight - y - 8)}px`;
  }
}

// The tree of sources, schemas, relations and columns; also what the editor completes from.

import { json } from "./api.js";
import { element } from "./grid.js";
import { quoted } from "./sql.js";

const RELATIONS = `SELECT table_schema, table_name, table_type FROM information_schema.tables
  WHERE table_schema NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2`;
const COLUMNS = `SELECT column_name, data_type FROM information_schema.columns
  WHERE table_schema = $1 AND table_name = $2 ORDER BY ordinal_position`;
const WITH_COLUMN = `SELECT DISTINCT table_schema, table_name FROM information_schema.columns
  WHERE strpos(lower(column_name), $1) > 0 LIMIT 500`;

async function ask(sql, ...parameters) {
  const { rows } = await json("/v1/query", { method: "POST", body: { sql, parameters } });
  return rows;
}

export class Catalog {
  /** `insert(text)` puts a name into the statement. */
  constructor(tree, search, insert) {
    Object.assign(this, { tree, search, insert, relations: [], known: new Map() });
    search.addEventListener("input", () => { clearTimeout(this.timer); this.timer = setTimeout(() => this.#find(), 200); });
    tree.addEventListener("click", event => this.#click(event));
    tree.addEventListener("keydown", event => this.#key(event));
  }

  async load() {
    this.relations = (await ask(RELATIONS)).map(([path, name, kind]) => {
      const [source, ...rest] = path.split(".");
      return { path, source, schema: rest.join("."), name, kind, key: `${path}\n${name}` };
    });
    this.#draw(this.relations, false);
  }

  /** Names that may follow the parts of a dotted name: for the editor. */
  async names(parts) {
    const at = parts.map(part => part.toLowerCase());
    const own = relation => [relation.source, relation.schema, relation.name].filter(Boolean);
    const below = this.relations.filter(relation => at.every((part, n) => own(relation)[n]?.toLowerCase() === part));
    const next = new Map(below.filter(relation => own(relation).length > at.length).map(relation => [own(relation)[at.length], own(relation).length === at.length + 1 ? "relation" : ""]));
    const found = [...next].map(([name, note]) => ({ name, note }));
    const whole = below.find(relation => own(relation).length === at.length);
    if (whole) return (await this.#columns(whole)).map(([name, note]) => ({ name, note }));
    if (at.length === 0) {
      for (const relation of this.relations) if (!next.has(relation.name)) found.push({ name: relation.name, note: relation.path });
      for (const columns of this.known.values()) for (const [name, note] of await columns) found.push({ name, note });
    }
    const seen = new Set();
    return found.filter(({ name }) => !seen.has(name) && seen.add(name)).sort((a, b) => a.name.localeCompare(b.name));
  }

  #columns(relation) {
    if (!this.known.has(relation.key)) this.known.set(relation.key, ask(COLUMNS, relation.path, relation.name));
    return this.known.get(relation.key);
  }

  async #find() {
    const text = this.search.value.trim().toLowerCase();
    if (!text) return this.#draw(this.relations, false);
    const byColumn = new Set((await ask(WITH_COLUMN, text)).map(([path, name]) => `${path}\n${name}`));
    if (this.search.value.trim().toLowerCase() !== text) return;
    const matches = relation => `${relation.path}.${relation.name}`.toLowerCase().includes(text) || byColumn.has(relation.key);
    this.#draw(this.relations.filter(matches), true);
  }

  #draw(relations, open) {
    const sources = new Map();
    for (const relation of relations) {
      if (!sources.has(relation.source)) sources.set(relation.source, new Map());
      const schemas = sources.get(relation.source);
      if (!schemas.has(relation.schema)) schemas.set(relation.schema, []);
      schemas.get(relation.schema).push(relation);
    }
    const one = relations.length <= 40;
    this.tree.replaceChildren(...[...sources].map(([source, schemas]) => branch(source, "", open || one, () => [...schemas].flatMap(([schema, found]) => {
      const items = () => found.map(relation => this.#relation(relation));
      return schema ? [branch(schema, "", open || one, items)] : items(); // the source's own schema needs no level
    }))));
    if (!relations.length) this.tree.replaceChildren(element("li", "empty", open ? "Nothing is called that." : "No source yet: unsilo source add …"));
  }

  #relation(relation) {
    const item = branch(relation.name, relation.kind === "VIEW" ? "view" : "", false, async () =>
      (await this.#columns(relation)).map(([name, type]) => leaf(name, type)));
    item.relation = relation;
    return item;
  }

  #click(event) {
    const button = event.target.closest("button");
    if (!button) return;
    const item = button.parentElement;
    if (item.toggle) item.toggle();
    if (event.detail === 2 || !item.toggle) this.#insert(item);
  }

  #insert(item) {
    const { relation } = item;
    if (relation) this.insert([relation.source, relation.schema, relation.name].filter(Boolean).map(quoted).join("."));
    else if (!item.toggle) this.insert(quoted(item.label));
  }

  #key(event) {
    const buttons = [...this.tree.querySelectorAll("button")].filter(button => button.offsetParent);
    const at = buttons.indexOf(document.activeElement), item = buttons[at]?.parentElement;
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move) { event.preventDefault(); buttons[at + move]?.focus(); }
    else if (item?.toggle && event.key === "ArrowRight") item.toggle(true);
    else if (item?.toggle && event.key === "ArrowLeft") item.toggle(false);
    else if (item && event.key === "Insert") this.#insert(item);
  }
}

function leaf(label, note) {
  const item = element("li"), button = element("button");
  item.setAttribute("role", "treeitem");
  item.label = label;
  button.append(element("span", "sign"), element("span", "name", label), element("span", "type", note));
  button.title = `${label} ${note}`;
  item.append(button);
  return item;
}

/** An item with others below it, made when it is first opened. */
function branch(label, note, open, children) {
  const item = leaf(label, note), sign = item.querySelector(".sign");
  let list = null;
  item.toggle = async (wanted = !list || list.hidden) => {
    if (wanted && !list) {
      list = element("ul");
      list.setAttribute("role", "group");
      item.append(list);
      list.append(...await children());
    }
    if (list) list.hidden = !wanted;
    item.setAttribute("aria-expanded", wanted);
    sign.textContent = wanted ? "▾" : "▸";
  };
  sign.textContent = "▸";
  item.setAttribute("aria-expanded", false);
  if (open) item.toggle(true);
  return item;
}

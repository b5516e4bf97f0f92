// A quick picture of the rows: one column against another.

import { element } from "./grid.js";

const NUMBERS = /^(smallint|integer|bigint|numeric|real|double precision)/;
const TIMES = /^(date|timestamp)/;
const WIDTH = 900, HEIGHT = 380, LEFT = 70, RIGHT = 20, TOP = 16, BOTTOM = 60;
const MOST = { bar: 60, line: 5000, dots: 5000 };
const SVG = "http://www.w3.org/2000/svg";

export class Chart {
  constructor(place) { this.place = place; }

  show(rows) {
    if (!rows?.length) { this.place.replaceChildren(element("p", "empty", "Run a query to draw its rows.")); return; }
    const { columns } = rows;
    const values = columns.map((column, n) => n).filter(n => NUMBERS.test(columns[n].type));
    if (!values.length) { this.place.replaceChildren(element("p", "empty", "A chart needs a column of numbers.")); return; }
    const other = columns.findIndex((column, n) => n !== values.at(-1));
    const x = select("Across", columns.map((column, n) => [n, column.name]), Math.max(other, 0));
    const y = select("Up", values.map(n => [n, columns[n].name]), values.at(-1));
    const time = TIMES.test(columns[x.value]?.type ?? "");
    const kind = select("As", [["bar", "bars"], ["line", "line"], ["dots", "dots"]], time ? "line" : "bar");
    const choices = element("div", "choices"), picture = element("div"), note = element("p", "quiet details");
    choices.append(x.parentElement, y.parentElement, kind.parentElement);
    const draw = () => { note.textContent = paint(picture, rows, Number(x.value), Number(y.value), kind.value); };
    for (const choice of [x, y, kind]) choice.addEventListener("change", draw);
    this.place.replaceChildren(choices, picture, note);
    draw();
  }
}

function select(label, options, value) {
  const box = element("label", "quiet", `${label} `), made = element("select");
  for (const [key, text] of options) made.append(new Option(text, key, false, String(key) === String(value)));
  box.append(made);
  return made;
}

function paint(place, rows, x, y, kind) {
  const { columns, length } = rows;
  const scale = NUMBERS.test(columns[x].type) ? Number : TIMES.test(columns[x].type) ? value => Date.parse(value) : null;
  const count = Math.min(length, MOST[kind]);
  const points = [];
  for (let n = 0; n < count; n++) {
    const row = rows.row(n);
    const up = row[y] === null ? NaN : Number(row[y]);
    if (Number.isFinite(up)) points.push({ label: row[x] === null ? "NULL" : String(row[x]), across: scale && row[x] !== null ? scale(row[x]) : NaN, up });
  }
  if (!points.length) { place.replaceChildren(element("p", "empty", "There is no number to draw.")); return ""; }
  const svg = made("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": `${columns[y].name} by ${columns[x].name}` });
  const ups = points.map(point => point.up);
  const low = Math.min(0, ...ups), high = Math.max(0, ...ups);
  const up = value => TOP + (HEIGHT - TOP - BOTTOM) * (1 - (value - low) / (high - low || 1));
  for (const value of ticks(low, high)) {
    svg.append(made("line", { class: "axis", x1: LEFT, x2: WIDTH - RIGHT, y1: up(value), y2: up(value) }),
      made("text", { class: "quiet", x: LEFT - 8, y: up(value) + 4, "text-anchor": "end" }, value.toLocaleString("en", { maximumSignificantDigits: 6 })));
  }
  const scaled = kind !== "bar" && scale && points.every(point => Number.isFinite(point.across));
  const space = WIDTH - LEFT - RIGHT;
  if (scaled) points.sort((a, b) => a.across - b.across);
  const from = points[0].across, span = points.at(-1).across - from || 1;
  const across = (point, n) => LEFT + (scaled ? (point.across - from) / span : (n + .5) / points.length) * space;
  if (kind === "line") svg.append(made("polyline", { class: "curve", points: points.map((p, n) => `${across(p, n)},${up(p.up)}`).join(" ") }));
  else for (const [n, point] of points.entries()) {
    const width = Math.max(1, space / points.length * .8), zero = up(0), here = up(point.up);
    const mark = kind === "bar"
      ? made("rect", { class: "mark", x: across(point, n) - width / 2, width, y: Math.min(zero, here), height: Math.max(1, Math.abs(here - zero)), rx: 2 })
      : made("circle", { class: "mark", cx: across(point, n), cy: here, r: 3 });
    mark.append(made("title", {}, `${point.label}: ${point.up}`));
    svg.append(mark);
  }
  const step = Math.ceil(points.length / 12);
  points.forEach((point, n) => {
    if (n % step) return;
    const text = point.label.length > 14 ? point.label.slice(0, 13) + "…" : point.label;
    svg.append(made("text", { class: "quiet", x: across(point, n), y: HEIGHT - BOTTOM + 18, "text-anchor": "middle" }, text));
  });
  place.replaceChildren(svg);
  return count < length ? `The first ${count.toLocaleString("en")} of ${length.toLocaleString("en")} rows are drawn.` : "";
}

function ticks(low, high) {
  const rough = (high - low || 1) / 5, unit = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map(n => n * unit).find(size => size >= rough);
  const found = [];
  for (let value = Math.ceil(low / step) * step; value <= high + step / 1e6; value += step) found.push(Math.abs(value) < step / 1e6 ? 0 : value);
  return found;
}

export function made(tag, attributes, text) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  if (text !== undefined) node.textContent = text;
  return node;
}

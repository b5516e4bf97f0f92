// The plan as a picture: what each source is sent and moves, what is done here.

import { element } from "./grid.js";
import { made } from "./chart.js";

const BOX = 210, HIGH = 74, GAP = 26, MARGIN = 16;

/** Show the document of EXPLAIN (FORMAT JSON). */
export function showPlan(place, document_) {
  const top = document_[0].Plan;
  const scans = top["Node Type"] === "Scan" ? [top] : top.Plans ?? [];
  const local = top["Node Type"] === "Scan" ? null : top;
  const details = element("div", "details");
  scans.forEach(scan => details.append(...scanDetails(scan)));
  if (local?.SQL) details.append(element("h3", "", `Here, in ${local.Engine}`), element("pre", "", local.SQL));
  if (!scans.length && !local?.SQL) details.append(element("pre", "", JSON.stringify(top, null, 2)));
  place.replaceChildren(picture(scans, local, top["Actual Rows"]), details);
}

function picture(scans, local, rows) {
  const height = Math.max(1, scans.length) * (HIGH + GAP) - GAP + 2 * MARGIN;
  const columns = local ? 3 : 2;
  const width = columns * BOX + (columns - 1) * 150 + 2 * MARGIN;
  const svg = made("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": "The plan" });
  const middle = (height - HIGH) / 2;
  const at = column => MARGIN + column * (BOX + 150);
  const weight = scan => 1.5 + Math.min(9, Math.log10(1 + (scan["Moved Bytes"] ?? 0)));
  scans.forEach((scan, n) => {
    const y = MARGIN + n * (HIGH + GAP);
    const from = at(0) + BOX, to = at(1), bend = (to - from) / 2;
    svg.append(made("path", { class: "flow", "stroke-width": weight(scan),
      d: `M${from} ${y + HIGH / 2} C${from + bend} ${y + HIGH / 2} ${to - bend} ${middle + HIGH / 2} ${to} ${middle + HIGH / 2}` }));
    if (scan["Moved Rows"] !== undefined) {
      svg.append(made("text", { x: from + 8, y: y + HIGH / 2 - 10 }, `${scan["Moved Rows"].toLocaleString("en")} rows`),
        made("text", { class: "quiet", x: from + 8, y: y + HIGH / 2 + 20 }, size(scan["Moved Bytes"])));
    }
    const kept = scan.Decisions.filter(decision => decision.Where !== "source").length;
    box(svg, at(0), y, "source", scan.Source, `as ${scan.Alias}`, `${scan.Decisions.length - kept} pushed, ${kept} kept here`);
  });
  if (local) {
    svg.append(made("path", { class: "flow", "stroke-width": 2, d: `M${at(1) + BOX} ${middle + HIGH / 2} H${at(2)}` }));
    box(svg, at(1), middle, "", `Local: ${local.Engine ?? ""}`, "joins, windows, sorting", scans.length ? `over ${scans.length} scans` : "no source");
  }
  box(svg, at(columns - 1), middle, "", "Result", rows === undefined ? "" : `${rows.toLocaleString("en")} rows`, local ? "" : "the source's rows are the answer");
  return svg;
}

function box(svg, x, y, name, ...lines) {
  svg.append(made("rect", { class: `box ${name}`, x, y, width: BOX, height: HIGH, rx: 8 }));
  lines.filter(Boolean).forEach((line, n) => {
    const text = line.length > 32 ? line.slice(0, 31) + "…" : line;
    svg.append(made("text", { x: x + 12, y: y + 22 + n * 20, class: n ? "quiet inside" : "inside", "font-weight": n ? 400 : 600 }, text));
  });
}

function scanDetails(scan) {
  const list = element("ul");
  for (const { What, Where, Reason, Detail } of scan.Decisions) {
    const why = [Reason, Detail].filter(Boolean).join(": ");
    list.append(element("li", "", `${Where}: ${What}${why ? ` (${why})` : ""}`));
  }
  return [element("h3", "", `Source ${scan.Source}, as ${scan.Alias}`), element("pre", "", scan.Statement), ...(list.children.length ? [list] : [])];
}

export function size(bytes) {
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  let n = 0;
  for (; bytes >= 1000 && n < units.length - 1; n++) bytes /= 1000;
  return `${n && bytes < 100 ? bytes.toFixed(1) : Math.round(bytes)} ${units[n]}`;
}

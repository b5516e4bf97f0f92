// Just enough of PostgreSQL's lexer to colour a statement and to complete a name.

export const KEYWORDS = `all and any array as asc between by case cast cross current_date current_timestamp
current_user desc distinct else end except exists explain extract false fetch filter first following for from full
group grouping having ilike in inner intersect interval into is join last lateral left like limit natural not null
nulls offset on or order outer over partition preceding range recursive right rollup row rows select set sets show
similar some table then to true unbounded union unnest using values when where window with within without`.split(/\s+/);
const WORDS = new Set(KEYWORDS);

const TOKEN = new RegExp([
  String.raw`(?<comment>--[^\n]*|/\*[\s\S]*?(?:\*/|$))`,
  String.raw`(?<string>[eE]?'(?:[^']|'')*(?:'|$)|\$(?<tag>\w*)\$[\s\S]*?(?:\$\k<tag>\$|$))`,
  String.raw`(?<quoted>"(?:[^"]|"")*(?:"|$))`,
  String.raw`(?<number>\b\d+(?:\.\d*)?(?:[eE][+-]?\d+)?\b)`,
  String.raw`(?<word>[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*)`,
].join("|"), "g");

/** The pieces of a statement that have a colour: {start, end, kind} with kind k, s, n or c. */
export function* colours(sql) {
  for (const match of sql.matchAll(TOKEN)) {
    const found = match.groups;
    const kind = found.comment ? "c" : found.string ? "s" : found.number ? "n"
      : found.word && WORDS.has(found.word.toLowerCase()) ? "k" : "";
    if (kind) yield { start: match.index, end: match.index + match[0].length, kind };
  }
}

/** The name that ends at `at`: {start, parts} with the parts before the last one complete. */
export function nameBefore(sql, at) {
  const match = /(?:(?:"(?:[^"]|"")*"|[\w$\u0080-\uffff]+)\s*\.\s*)*(?:"(?:[^"])*|[\w$\u0080-\uffff]*)$/.exec(sql.slice(0, at));
  const text = match ? match[0] : "";
  const parts = text.split(".").map(part => part.trim().replace(/^"|"$/g, ""));
  return { start: at - (parts.at(-1) ?? "").length - (/"[^".]*$/.test(text) ? 1 : 0), parts };
}

/** A name as it must be written. */
export function quoted(name) {
  return /^[a-z_][a-z0-9_$]*$/.test(name) && !WORDS.has(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

// Statements that run now, with a button to stop each.

import { call, json } from "./api.js";
import { element } from "./grid.js";
import { size } from "./plan.js";

const EVERY = 1000;

export class Live {
  constructor(place) { this.place = place; }

  /** Look at them from now on, or no more. */
  watch(on) {
    clearInterval(this.timer);
    if (!on) return;
    this.#look();
    this.timer = setInterval(() => this.#look(), EVERY);
  }

  async #look() {
    let queries;
    try { ({ queries } = await json("/v1/queries")); }
    catch (error) { this.place.replaceChildren(element("p", "empty", error.message)); return; }
    if (!queries.length) { this.place.replaceChildren(element("p", "empty", "Nothing runs.")); return; }
    const table = element("table", "list"), body = element("tbody");
    for (const query of queries) {
      const row = element("tr"), first = element("td", "fit"), button = element("button", "", "Stop"), text = element("td");
      button.addEventListener("click", () => { button.disabled = true; call(`/v1/queries/${query.id}`, { method: "DELETE" }).catch(() => {}); });
      first.append(button);
      const moved = (query.sources ?? []).map(source => `${source.source}: ${source.rows.toLocaleString("en")} rows, ${size(source.bytes)}`);
      text.append(element("code", "", query.sql ?? ""), ...moved.map(line => element("div", "quiet", line)));
      row.append(first, element("td", "fit", `${query.user ?? ""} · ${query.door ?? ""}`), element("td", "fit quiet", `${query.state ?? ""} ${(query.seconds ?? 0).toFixed(1)} s`), text);
      body.append(row);
    }
    table.append(body);
    this.place.replaceChildren(table);
  }
}

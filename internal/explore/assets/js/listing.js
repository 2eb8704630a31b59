// The list of equilibria: what each looks like, whether it lasts, and what people have there.

import { el } from "./dom.js";
import { bars } from "./bars.js";
import { fixed } from "./format.js";

const mostColumns = 4; // regions that have columns of their own; of more, bars and the largest are shown
const mostBars = 16; // regions that have bars; of more, the largest are named
const least = 5e-4; // shares that are shown as zero

export function listing(l) {
  const several = (l.rows[0]?.values.share?.length ?? 1) > 1;
  const few = l.regions?.length <= mostColumns && !several;
  const columns = l.columns.filter((c) => ["share", "real_wage", "payoff", "profit"].includes(c.key) || c.key.startsWith("effort_"));
  const welfare = ["workers", "farmers", "world"].filter((k) => l.rows.some((r) => (r.welfare[k] ?? null) !== null));
  const over = el("tr", {}, el("th", { colspan: "3" }));
  const head = el("tr", {}, ...["No.", "Kind", "Stability"].map((t) => el("th", { class: "text" }, t)));
  for (const c of columns) {
    if (few) {
      over.append(el("th", { class: "over", colspan: String(l.regions.length) }, c.name));
      head.append(...l.regions.map((r) => el("th", {}, r)));
    } else {
      over.append(el("th", { class: "over" }, c.name));
      head.append(el("th", { class: "text" }, c.key === "share" ? "by region" : "mean"));
    }
  }
  if (welfare.length > 0) {
    over.append(el("th", { class: "over", colspan: String(welfare.length), title: "mean log real income" }, "welfare"));
    head.append(...welfare.map((k) => el("th", {}, k)));
  }
  over.append(el("th"));
  head.append(el("th", { title: "mirror images that it stands for, itself included" }, "images"));
  const body = l.rows.map((row, i) => {
    const tr = el("tr", { class: row.stable.replaceAll(" ", "-") },
      el("td", { class: "text" }, String(i + 1)), el("td", { class: "text" }, row.kind),
      el("td", { class: "text" }, el("span", { class: "mark", "aria-hidden": "true" }), row.stable));
    for (const c of columns) {
      const values = row.values[c.key] ?? [];
      if (few) {
        l.regions.forEach((_, r) => tr.append(el("td", {}, fixed(values[0]?.[r]))));
      } else if (c.key === "share") {
        tr.append(shares(values, l));
      } else {
        tr.append(el("td", { class: "text" }, means(values, row.values.share)));
      }
    }
    tr.append(...welfare.map((k) => el("td", {}, fixed(row.welfare[k]))), el("td", {}, "× " + row.orbit));
    return tr;
  });
  const said = el("div", { class: "said" });
  if (l.search.length > 1) {
    said.append(el("details", {}, el("summary", {}, l.search[0]), ...l.search.slice(1).map((s) => el("p", {}, s))));
  } else {
    said.append(...l.search.map((s) => el("p", {}, s)));
  }
  const table = el("table", {}, el("thead", {}, over, head), el("tbody", {}, ...body));
  return [l.rows.length > 0 ? table : el("p", {}, "No equilibrium was found."), said];
}

// shares are bars by region, and the largest by name; one line for each industry.
function shares(rows, l) {
  const td = el("td", { class: "text" });
  rows.forEach((values, i) => {
    if (i > 0) {
      td.append(el("br"));
    }
    const numbers = values.map((v) => v ?? 0);
    const name = l.industries?.[i] ? l.industries[i] + ": " : "";
    if (numbers.length <= mostBars) {
      td.append(bars(numbers, l.regions), " ");
    }
    td.append(el("span", { class: "top" }, name + largest(numbers, l.regions)));
  });
  return td;
}

// means are means over the regions, by their shares.
function means(rows, weights) {
  return rows.map((values, i) => {
    const w = weights?.[i] ?? [];
    const total = w.reduce((s, x) => s + (x ?? 0), 0);
    return fixed(total > 0 ? values.reduce((s, v, r) => s + (v ?? 0) * (w[r] ?? 0), 0) / total : null);
  }).join(" · ");
}

// largest names the regions with the largest shares.
function largest(values, names) {
  const order = values.map((v, i) => [v, i]).filter(([v]) => v >= least).sort((a, b) => b[0] - a[0] || a[1] - b[1]);
  const more = order.length > 3 ? `, ${order.length - 3} more` : "";
  return order.slice(0, 3).map(([v, i]) => `${names[i]}: ${v.toFixed(3)}`).join(", ") + more;
}

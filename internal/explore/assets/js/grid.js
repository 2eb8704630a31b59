// A table of the program.

import { el } from "./dom.js";
import { short, words } from "./format.js";

export function grid(g) {
  const text = g.columns.map((_, i) => g.rows.some((r) => typeof r[i] === "string"));
  const long = g.columns.map((_, i) => g.rows.some((r) => typeof r[i] === "string" && r[i].length > 40));
  const head = el("tr", {}, ...g.columns.map((c, i) => el("th", { class: text[i] ? "text" : null }, words(c))));
  const body = g.rows.map((r) => el("tr", { class: r.includes("stable") ? "stable" : null },
    ...r.map((v, i) => el("td", { class: long[i] ? "text long" : text[i] ? "text" : null }, cell(v)))));
  const out = g.rows.length === 0 ? [el("p", {}, "Nothing to list here.")] : [el("table", {}, el("thead", {}, head), el("tbody", {}, ...body))];
  if (g.title) {
    out.unshift(el("h3", {}, g.title));
  }
  if (g.more) {
    out.push(el("p", { class: "said" }, `and ${g.more} more rows; the file has all`));
  }
  if (g.remarks?.length) {
    out.push(el("div", { class: "said" }, ...g.remarks.map((s) => el("p", {}, s))));
  }
  return out;
}

function cell(v) {
  if (v === null || v === "") {
    return "·";
  }
  if (typeof v === "number") {
    return short(v, 6);
  }
  return String(v);
}

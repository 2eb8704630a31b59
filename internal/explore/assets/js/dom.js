// Elements in a line: el("p", {class: "x"}, "text", child).

export function el(tag, attributes = {}, ...children) {
  const e = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) {
      e.addEventListener(name.slice(2), value);
    } else if (value === true) {
      e.setAttribute(name, "");
    } else if (value !== false && value !== null && value !== undefined) {
      e.setAttribute(name, value);
    }
  }
  e.append(...children.filter((c) => c !== null && c !== undefined));
  return e;
}

export function byId(id) {
  return document.getElementById(id);
}

// symbol is the letters of a parameter: parts from the program.
export function symbol(parts) {
  const out = el("span", { class: "sym" });
  for (const p of parts) {
    let e = document.createTextNode(p.t);
    if (p.p === "sub" || p.p === "sup") {
      e = el(p.p, {}, e);
    }
    if (p.r || p.b) {
      e = el("span", { class: p.b ? "overlined" : "roman" }, e);
    }
    out.append(e);
  }
  return out;
}

let toastTimer = 0;

// toast tells something for a moment.
export function toast(text) {
  document.querySelector(".toast")?.remove();
  document.body.append(el("div", { class: "toast", role: "status" }, text));
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => document.querySelector(".toast")?.remove(), 3500);
}

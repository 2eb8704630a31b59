// The sliders, one control for each parameter, in the groups of the scenario.

import { el, symbol } from "./dom.js";
import { exact } from "./format.js";
import { Slider } from "./slider.js";

export class Controls {
  constructor(root, store) {
    this.root = root;
    this.store = store;
    this.signature = "";
    this.all = new Map();
  }

  // build makes the controls, where they are not those already there.
  build(list, traced) {
    const signature = JSON.stringify(list.map((c) => [c.path, c.kind, c.entries, c.text]));
    if (signature !== this.signature) {
      this.signature = signature;
      this.all.clear();
      this.root.replaceChildren();
      const groups = new Map();
      for (const c of list) {
        if (!groups.has(c.group)) {
          const g = el("details", { class: "group", open: true }, el("summary", {}, c.group));
          groups.set(c.group, g);
          this.root.append(g);
        }
        const control = make(c, this.store);
        this.all.set(c.path, control);
        groups.get(c.group).append(control.root);
      }
    }
    for (const c of list) {
      const control = this.all.get(c.path);
      control.show(c);
      control.root.classList.toggle("traced", c.path === traced);
      control.root.classList.toggle("changed", c.path in this.store.now.set);
    }
  }

  // trouble says at each control what is wrong with it, and returns what concerns none.
  trouble(problems) {
    const rest = [];
    const at = new Map();
    for (const p of problems) {
      const path = [p.path, p.path?.replace(/\.[^.]+$/, "")].find((q) => this.all.has(q));
      if (path && !p.place) {
        at.set(path, words(p));
      } else {
        rest.push(p);
      }
    }
    for (const [path, c] of this.all) {
      c.trouble(at.get(path) ?? "", this.store.now.set[path]);
      c.root.classList.toggle("changed", path in this.store.now.set);
    }
    return rest;
  }

  // value is the number that a control shows, undefined where it shows none.
  value(path) {
    const c = this.all.get(path);
    const text = this.store.now.set[path];
    const x = text === undefined ? c?.spec.number : Number(text);
    return Number.isFinite(x) ? x : undefined;
  }

  // follow moves one slider to what was set elsewhere.
  follow(path) {
    const x = this.value(path);
    const c = this.all.get(path);
    if (c?.slider && x !== undefined) {
      c.slider.show(x);
      c.box.value = exact(x);
    }
  }
}

// words are what the program says of a value.
export function words(p) {
  return [p.place ? p.place + ": " + (p.path ? p.path + ": " : "") + p.message : p.message, p.allowed && "allowed: " + p.allowed, p.hint].filter(Boolean).join("; ");
}

function make(c, store) {
  switch (c.kind) {
    case "word":
      return word(c, store);
    case "list":
      return list(c, store);
    case "fixed":
      return fixed(c);
  }
  return number(c, store);
}

// tip is the whole meaning of a control.
function tip(c) {
  const of = [c.within, c.name].filter(Boolean).join(" · ");
  return [of + (c.meaning ? ": " + c.meaning : ""), c.unit && "unit: " + c.unit, c.range && "allowed: " + c.range,
    c.window && `slider: ${exact(c.window.min)} to ${exact(c.window.max)}`, "set as " + c.path].filter(Boolean).join("\n");
}

function labelled(c, tag, attributes) {
  const head = c.symbol ? symbol(c.symbol) : el("span", { class: "word" }, c.name);
  const about = [c.within, c.meaning || (c.symbol ? c.name : "")].filter(Boolean).join(": ");
  return el(tag, { title: tip(c), ...attributes }, head, el("span", { class: "about" }, about));
}

function back(c, store) {
  return el("button", { type: "button", class: "back", title: "Back to the value of the file", "aria-label": "Reset " + c.path, onclick: () => store.set(c.path, "") }, "↺");
}

const id = (c) => "c-" + c.path.replace(/[^a-zA-Z0-9]/g, "-");

function number(c, store) {
  const box = el("input", { type: "text", id: id(c), inputmode: "decimal", autocomplete: "off", spellcheck: "false", placeholder: "not set", "aria-describedby": id(c) + "-t" });
  const slider = c.window ? new Slider(c.window, c.kind === "whole", [c.within, c.name, c.meaning].filter(Boolean).join(", "), (x, live) => {
    box.value = exact(x);
    store.set(c.path, exact(x), live);
  }) : null;
  box.addEventListener("change", () => store.set(c.path, box.value.trim()));
  box.addEventListener("keydown", (e) => {
    const x = Number(box.value);
    if (slider && (e.key === "ArrowUp" || e.key === "ArrowDown") && box.value.trim() !== "" && Number.isFinite(x)) {
      e.preventDefault();
      box.value = exact(slider.by(x, (e.key === "ArrowUp" ? 1 : -1) * (e.shiftKey ? 10 : 1)));
      store.set(c.path, box.value);
    }
  });
  const trouble = el("p", { class: "trouble", id: id(c) + "-t", role: "alert" });
  const root = el("div", { class: "control", "data-path": c.path },
    el("div", { class: "row" }, labelled(c, "label", { for: id(c) }), box, back(c, store)), slider?.input, trouble);
  return {
    root, box, slider, spec: c,
    show(spec) {
      this.spec = spec;
      if (document.activeElement !== slider?.input || !slider) {
        if (spec.number !== undefined) {
          slider?.show(spec.number);
        }
      }
      if (document.activeElement !== box || box.getAttribute("aria-invalid") !== "true") {
        box.value = spec.number === undefined ? "" : exact(spec.number);
      }
    },
    trouble(text, raw) {
      box.setAttribute("aria-invalid", text ? "true" : "false");
      trouble.textContent = text;
      if (text && raw !== undefined) {
        box.value = raw;
      }
    },
  };
}

function word(c, store) {
  const choice = el("select", { id: id(c) }, ...c.words.map((w) => el("option", { value: w }, w)));
  choice.addEventListener("change", () => store.set(c.path, choice.value));
  const trouble = el("p", { class: "trouble", role: "alert" });
  return {
    root: el("div", { class: "control", "data-path": c.path }, el("div", { class: "row" }, labelled(c, "label", { for: id(c) }), choice, back(c, store)), trouble),
    spec: c,
    show(spec) {
      this.spec = spec;
      choice.value = spec.word;
    },
    trouble(text) {
      trouble.textContent = text;
    },
  };
}

function fixed(c) {
  return {
    root: el("div", { class: "control", "data-path": c.path }, el("div", { class: "row" }, labelled(c, "span", { class: "label" }), el("span", { class: "fixed", title: c.text }, c.text))),
    spec: c,
    show() {},
    trouble() {},
  };
}

function list(c, store) {
  let values = c.list.slice();
  const put = (i, x, live) => {
    values = c.sum ? shared(values, i, x) : values.with(i, x);
    rows.forEach((r, k) => k !== i && r.show(values[k]));
    rows[i].box.value = exact(values[i]);
    store.set(c.path, "[" + values.map(exact).join(", ") + "]", live);
  };
  const rows = c.list.map((_, i) => {
    const name = /^\d+$/.test(c.entries[i]) ? "region " + c.entries[i] : c.entries[i];
    const box = el("input", { type: "text", inputmode: "decimal", autocomplete: "off", "aria-label": c.name + " " + name });
    const slider = new Slider(c.window, false, c.name + " " + name, (x, live) => put(i, x, live));
    box.addEventListener("change", () => {
      const x = Number(box.value);
      if (box.value.trim() !== "" && Number.isFinite(x) && !(c.sum && (x < 0 || x > 1))) {
        put(i, x, false);
      } else { // let the program say what is wrong with it
        store.set(c.path, "[" + values.map((v, k) => (k === i ? box.value.trim() || "null" : exact(v))).join(", ") + "]");
      }
    });
    return {
      root: el("div", { class: "entry" }, el("span", { class: "who", title: name }, name), slider.input, box),
      box,
      show(x) {
        if (document.activeElement !== slider.input) {
          slider.show(x);
        }
        box.value = exact(x);
      },
    };
  });
  const trouble = el("p", { class: "trouble", role: "alert" });
  const fold = el("details", { open: c.list.length <= 2 && !c.sum }, el("summary", {}, labelled(c, "span", { class: "label" }), back(c, store)), ...rows.map((r) => r.root));
  return {
    root: el("div", { class: "control", "data-path": c.path }, fold, trouble),
    spec: c,
    show(spec) {
      this.spec = spec;
      values = spec.list.slice();
      rows.forEach((r, i) => r.show(values[i]));
    },
    trouble(text) {
      trouble.textContent = text;
      if (text) {
        fold.open = true;
      }
    },
  };
}

// shared changes one share; the others keep their proportions, and all sum to one.
function shared(values, i, x) {
  const rest = values.reduce((s, v, k) => (k === i ? s : s + v), 0);
  const out = values.map((v, k) => (k === i ? x : Number((rest > 0 ? (v / rest) * (1 - x) : (1 - x) / (values.length - 1)).toPrecision(6))));
  const last = i === values.length - 1 ? values.length - 2 : values.length - 1;
  out[last] = Math.max(0, Number((1 - out.reduce((s, v, k) => (k === last ? s : s + v), 0)).toPrecision(12)));
  return out;
}

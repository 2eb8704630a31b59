// A card with a figure or a table. It asks for what it shows whenever the economy changes.

import { el } from "./dom.js";
import { ask } from "./api.js";
import { words as problemWords } from "./controls.js";
import { words } from "./format.js";
import { Figure } from "./figure.js";
import { grid } from "./grid.js";
import { Latest } from "./latest.js";
import { listing } from "./listing.js";
import { copy, menu, take } from "./menu.js";

// named is a parameter in a list of choices: its symbol and its path.
function named(c) {
  const letters = (c.symbol ?? []).map((p) => p.t).join("");
  return letters && letters !== c.path ? `${letters} (${c.path})` : c.path;
}

const longest = 600; // seconds that Compute waits at most

export class Panel {
  constructor(spec, page) {
    this.spec = spec;
    this.page = page;
    this.manual = false; // took too long: computed when asked for
    this.shown = "";
    this.latest = new Latest((q, signal) => ask("panel", q, signal), (a, e, q) => this.done(a, e, q));
    this.figure = spec.form === "figure" ? new Figure((path, x, live) => page.point(path, x, live)) : null;
    this.view = this.figure?.root ?? el("div", { class: "view table", tabindex: "0" });
    this.body = el("div");
    this.cover = el("div", { class: "cover" });
    this.view.append(this.cover);
    if (!this.figure) {
      this.view.append(this.body);
    }
    this.note = el("p", { class: "foot-note" });
    this.options = el("div", { class: "options" });
    this.root = el("section", { class: "card", "aria-label": spec.title, "data-panel": spec.id },
      el("div", { class: "progress", "aria-hidden": "true" }),
      el("div", { class: "head" }, el("h2", {}, el("button", { type: "button", title: "Show " + spec.title + " alone", onclick: () => page.tabs.select(spec.id, true) }, spec.title)), this.options, this.taking()), this.view, this.note);
    this.choices();
  }

  // request is what is asked of the program for the present values.
  request() {
    const { set, trace, choose } = this.page.store.now;
    const own = choose[this.spec.id] ?? {};
    const q = { panel: this.spec.id, set };
    if (trace && (this.spec.traces || this.spec.kind === "trace")) {
      q.trace = trace;
    }
    if (own.column && this.spec.columns?.includes(own.column)) {
      q.column = own.column;
    }
    if (own.equilibrium) {
      q.equilibrium = own.equilibrium;
    }
    return q;
  }

  // update asks for what the panel shows, where it does not show that already.
  update() {
    this.mark();
    this.choices();
    const q = this.request();
    const key = JSON.stringify(q);
    if (key === this.shown && !this.latest.busy) {
      return;
    }
    if (this.manual && key !== this.asked) {
      this.latest.stop();
      this.outdated();
      return;
    }
    this.asked = key;
    this.latest.ask(q);
    this.page.working();
    clearTimeout(this.slow);
    this.slow = setTimeout(() => this.root.classList.toggle("working", this.latest.busy), 120);
  }

  // mark moves the line of a diagram.
  mark() {
    if (this.figure) {
      const path = this.figure.frame?.parameter;
      this.figure.mark(path ? this.page.controls.value(path) : undefined, this.page.symbolOf(path));
    }
  }

  async done(a, error, q) {
    clearTimeout(this.slow);
    this.root.classList.toggle("working", this.latest.busy);
    this.page.working();
    const key = JSON.stringify({ ...q, seconds: undefined });
    if (error) {
      this.say([el("p", { class: "bad" }, error.message)]);
    } else if (!a && this.stopped) {
      this.stopped = false;
      this.say([el("p", {}, "Stopped before it was finished."), this.computeButton()]);
    } else if (!a) {
      this.outdated();
    } else if (a.gone) {
      this.page.refresh();
    } else if (a.late) {
      this.late(q);
    } else if (a.problems) {
      const list = a.problems.filter((p) => !p.path || p.place || !this.page.controls.all.has(p.path));
      this.say(list.length > 0 ? list.map((p) => el("p", { class: "bad" }, problemWords(p))) : [el("p", { class: "bad" }, "Not drawn: see the marked parameter.")]);
    } else if (await this.show(a)) {
      this.shown = key;
      this.command = a.command;
      this.manual = this.manual && a.milliseconds > 1000 * this.page.seconds;
      this.say([]);
      this.remark(a);
      this.root.dataset.shown = String(Number(this.root.dataset.shown ?? 0) + 1);
    }
    this.page.working();
  }

  async show(a) {
    if (this.figure) {
      const ok = await this.figure.draw(a.picture, this.spec.title, a.frame);
      this.mark();
      return ok;
    }
    this.body.replaceChildren(...(a.listing ? listing(a.listing) : (a.grids ?? []).flatMap(grid)));
    return true;
  }

  // remark says what is missing from an answer.
  remark(a) {
    this.note.textContent = a.partly ?? "";
    this.note.classList.toggle("warn", Boolean(a.partly));
  }

  // say covers the panel with a message; none uncovers it.
  say(lines) {
    this.root.classList.toggle("stale", lines.length > 0);
    this.cover.replaceChildren(...(lines.length > 0 ? [el("div", { class: "message" }, ...lines)] : []));
    if (lines.length > 0) {
      this.shown = "";
    }
  }

  late(q) {
    this.manual = true;
    const limit = q.seconds ?? this.page.seconds;
    this.say([el("p", {}, `Not finished within ${limit} s. Press Compute to let it take its time.`), this.computeButton()]);
  }

  outdated() {
    this.say([el("p", {}, "The values have changed. This takes longer than a slider moves: press Compute."), this.computeButton()]);
  }

  computeButton() {
    return el("button", { type: "button", class: "strong", onclick: () => this.compute() }, "Compute");
  }

  // compute takes its time, and can be stopped.
  compute() {
    const started = performance.now();
    const clock = el("p", {}, "Computing …");
    const tick = setInterval(() => {
      if (!this.latest.busy || !clock.isConnected) {
        clearInterval(tick);
        return;
      }
      clock.textContent = `Computing … ${Math.round((performance.now() - started) / 1000)} s`;
    }, 500);
    this.say([clock, el("button", { type: "button", onclick: () => {
      this.latest.stop();
      this.stopped = true;
    } }, "Stop")]);
    const q = this.request();
    this.asked = JSON.stringify(q);
    this.latest.ask({ ...q, seconds: longest });
    this.root.classList.add("working");
    this.page.working();
  }

  // taking is the menu of files to take away.
  taking() {
    const names = { svg: "SVG", pdf: "PDF", png: "PNG", eps: "EPS", tex: "TikZ (LaTeX)", csv: "Numbers (CSV)", json: "Result (JSON)" };
    const entries = this.spec.formats.map((f) => [this.spec.form === "table" && f === "csv" ? "Table (CSV)" : names[f], () => take({ ...this.request(), format: f })]);
    entries.push(["Copy command line", () => copy(this.command ?? "")]);
    return menu("Save", "Save this " + this.spec.form, entries);
  }

  // choices are what can be chosen of a panel: the range of a diagram, the column that is drawn.
  choices() {
    const s = this.spec;
    const signature = JSON.stringify([s.traces && this.page.trace, this.page.store.now.choose[s.id], s.traces && this.page.traceable().map((c) => c.path)]);
    if (signature === this.chosen) {
      return;
    }
    this.chosen = signature;
    const focus = this.options.contains(document.activeElement) ? document.activeElement.getAttribute("aria-label") : null;
    this.options.replaceChildren();
    if (s.traces && this.page.trace) {
      this.options.append(this.range());
    }
    const own = this.page.store.now.choose[s.id] ?? {};
    if (s.columns?.length > 1) {
      const choice = el("select", { "aria-label": "what is drawn" }, ...s.columns.map((c) => el("option", { value: c }, words(c))));
      choice.value = own.column ?? s.column;
      choice.addEventListener("change", () => this.page.store.choose(s.id, "column", choice.value));
      this.options.append(el("span", { class: "options" }, "shown:", choice));
    }
    if (s.choose === "equilibrium") {
      const choice = el("input", { type: "text", inputmode: "numeric", value: String(own.equilibrium ?? 1), "aria-label": "number of the equilibrium" });
      choice.addEventListener("change", () => this.page.store.choose(s.id, "equilibrium", Math.max(1, Math.round(Number(choice.value)) || 1)));
      this.options.append(el("span", { class: "options" }, "equilibrium", choice));
    }
    [...this.options.querySelectorAll("[aria-label]")].find((e) => e.getAttribute("aria-label") === focus)?.focus();
  }

  // range chooses the parameter of a diagram and its ends.
  range() {
    const page = this.page;
    const t = page.trace;
    const apply = (change) => page.store.setTrace({ ...page.trace, ...change });
    const choice = el("select", { "aria-label": "parameter along the axis" }, ...page.traceable().map((c) => el("option", { value: c.path, title: c.meaning ?? "" }, named(c))));
    choice.value = t.parameter;
    choice.addEventListener("change", () => {
      const c = page.controls.all.get(choice.value).spec;
      const w = c.window;
      const gap = w.log ? 0 : w.step * Math.ceil((0.03 * (w.max - w.min)) / w.step);
      apply({ parameter: choice.value, from: String(Number((w.min + gap).toPrecision(6))), to: String(w.max) });
    });
    const end = (key, label) => {
      const box = el("input", { type: "text", inputmode: "decimal", value: t[key], "aria-label": label });
      box.addEventListener("change", () => apply({ [key]: box.value.trim() }));
      return box;
    };
    const span = el("span", { class: "options" }, "along", choice, "from", end("from", "from"), "to", end("to", "to"));
    return span;
  }
}

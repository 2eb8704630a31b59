// The page: it describes the scenario, and lets controls and panels follow what is set.

import { byId, el } from "./dom.js";
import { ask } from "./api.js";
import { Controls, words } from "./controls.js";
import { Latest } from "./latest.js";
import { copy, menu, take } from "./menu.js";
import { Panel } from "./panel.js";
import { Store } from "./store.js";
import { Tabs } from "./tabs.js";

class Page {
  constructor() {
    this.store = new Store(() => this.changed());
    this.controls = new Controls(byId("controls"), this.store);
    this.tabs = new Tabs(byId("tabs"), byId("panels"), this);
    this.panels = new Map();
    this.description = null;
    this.latest = new Latest(({ set, trace }, signal) => ask("describe", { set, trace }, signal), (d, e) => this.described(d, e));
    this.seconds = 5;
    byId("undo").addEventListener("click", () => this.store.undo());
    byId("redo").addEventListener("click", () => this.store.redo());
    byId("reset").addEventListener("click", () => this.store.reset());
    byId("copy").addEventListener("click", () => copy(byId("command").textContent));
    document.addEventListener("keydown", (e) => this.key(e));
    window.addEventListener("hashchange", () => location.reload());
  }

  async start() {
    try {
      const base = await ask("describe", { set: {} });
      if (base.problems) {
        this.remarks(base.problems, []);
        return;
      }
      this.store.learn(base.controls);
      this.store.read();
      this.head(base);
      this.described(base, null);
      if (this.store.touched) {
        this.changed();
      }
    } catch (e) {
      this.remarks([{ message: e.message }], []);
    }
  }

  head(d) {
    document.title = (d.title || d.file) + " – geosolve explore";
    byId("title").textContent = d.title || d.file;
    byId("summary").textContent = d.summary;
    const scenario = (format) => take({ set: this.store.now.set, trace: this.store.now.trace, format });
    const entries = [["Scenario (YAML)", () => scenario("yaml")]];
    if (d.data) {
      entries.push(["Scenario with its data (zip)", () => scenario("zip")]);
    }
    entries.push(["Copy command line", () => copy(byId("command").textContent)]);
    entries.push(["Copy address of these values", () => copy(location.href)]);
    byId("export").replaceChildren(menu("Export", "Take the scenario away", entries));
  }

  // changed asks for everything that is visible.
  changed() {
    byId("undo").disabled = this.store.past.length === 0;
    byId("redo").disabled = this.store.future.length === 0;
    byId("reset").disabled = !this.store.touched;
    this.latest.ask(this.store.now);
    this.update();
  }

  // refresh asks again what panels there are.
  refresh() {
    this.latest.ask(this.store.now);
  }

  described(d, error) {
    if (error || !d) {
      if (error) {
        this.remarks([{ message: error.message }], []);
      }
      return;
    }
    this.seconds = d.seconds;
    if (d.problems) {
      this.remarks(this.controls.trouble(d.problems), []);
      this.working();
      return;
    }
    this.description = d;
    this.store.learn(d.controls);
    this.controls.build(d.controls, d.panels.some((p) => p.traces) ? this.trace?.parameter : null);
    this.controls.trouble([]);
    this.remarks([], d.notes ?? []);
    byId("command").textContent = d.command;
    this.build(d.panels, d.overview ?? []);
    this.update();
    this.working();
  }

  // build makes the panels that are not there, and drops those that no longer are.
  build(list, first) {
    const key = (s) => JSON.stringify(s);
    for (const [id, p] of this.panels) {
      if (!list.some((s) => s.id === id && key(s) === key(p.spec))) {
        p.latest.stop();
        p.root.remove();
        this.panels.delete(id);
      }
    }
    for (const s of list) {
      if (!this.panels.has(s.id)) {
        this.panels.set(s.id, new Panel(s, this));
      }
    }
    this.tabs.build(list, first, this.store.tab);
  }

  // update lets the panels that are seen follow the values.
  update() {
    for (const id of this.tabs.visible()) {
      this.panels.get(id)?.update();
    }
  }

  show(tab) {
    this.store.show(tab);
    this.update();
  }

  // trace is the parameter of diagrams and its range.
  get trace() {
    return this.store.now.trace ?? this.description?.trace ?? null;
  }

  // traceable are the controls that a diagram can run along.
  traceable() {
    return this.description.controls.filter((c) => c.kind === "number" && c.number !== undefined && c.window);
  }

  symbolOf(path) {
    return this.controls.all.get(path)?.spec.symbol;
  }

  // point sets the parameter of a diagram where the reader points.
  point(path, x, live) {
    this.store.set(path, String(x), live);
    this.controls.follow(path);
  }

  remarks(problems, notes) {
    byId("remarks").replaceChildren(...problems.map((p) => el("p", { class: "remark bad" }, words(p))), ...notes.map((n) => el("p", { class: "remark" }, n)));
  }

  // working says whether anything is under way.
  working() {
    const busy = this.latest.busy || [...this.panels.values()].some((p) => p.latest.busy);
    document.body.dataset.busy = String(busy);
    clearTimeout(this.busyTimer);
    this.busyTimer = setTimeout(() => {
      byId("busy").textContent = busy ? "computing …" : "";
    }, busy ? 250 : 0);
  }

  key(e) {
    if (!(e.ctrlKey || e.metaKey) || e.altKey || e.target.matches?.('input[type="text"]')) {
      return;
    }
    const k = e.key.toLowerCase();
    if (k === "z" || k === "y") {
      e.preventDefault();
      k === "y" || e.shiftKey ? this.store.redo() : this.store.undo();
    }
  }
}

new Page().start();

// What the reader has set: overrides by path as text, the diagram's parameter and range, choices of panels. It
// is kept in the address, and changes can be undone.

import { exact } from "./format.js";

export class Store {
  constructor(changed) {
    this.changed = changed;
    this.base = new Map(); // controls of the file by path
    this.now = { set: {}, trace: null, choose: {} };
    this.past = [];
    this.future = [];
    this.tab = "overview";
  }

  // learn takes the controls of the file, to which values are reset.
  learn(controls) {
    for (const c of controls) {
      if (!this.base.has(c.path)) {
        this.base.set(c.path, c);
      }
    }
  }

  // text is the value of a control as the program reads it.
  static text(c) {
    if (c.kind === "list") {
      return "[" + c.list.map(exact).join(", ") + "]";
    }
    if (c.kind === "word") {
      return c.word;
    }
    return c.number === undefined ? "" : exact(c.number);
  }

  // set changes a value. While a slider is dragged, live is true, and the whole way is undone in one.
  set(path, text, live = false) {
    const next = { ...this.now, set: { ...this.now.set, [path]: text } };
    const base = this.base.get(path);
    if (text === "" || (base && Store.text(base) === text)) {
      delete next.set[path];
    }
    this.move(next, live);
  }

  setTrace(trace) {
    this.move({ ...this.now, trace }, false);
  }

  choose(panel, key, value) {
    const own = { ...this.now.choose[panel], [key]: value };
    this.move({ ...this.now, choose: { ...this.now.choose, [panel]: own } }, false);
  }

  reset() {
    this.move({ set: {}, trace: null, choose: {} }, false);
  }

  get touched() {
    return Object.keys(this.now.set).length > 0 || this.now.trace !== null;
  }

  move(next, live) {
    if (!this.dragFrom && live) {
      this.dragFrom = this.now;
    }
    if (!live) {
      const from = this.dragFrom ?? this.now;
      if (JSON.stringify(from) !== JSON.stringify(next)) {
        this.past.push(from);
        this.future = [];
      }
      this.dragFrom = null;
    }
    this.now = next;
    this.publish();
  }

  undo() {
    if (this.past.length > 0) {
      this.future.push(this.now);
      this.now = this.past.pop();
      this.publish();
    }
  }

  redo() {
    if (this.future.length > 0) {
      this.past.push(this.now);
      this.now = this.future.pop();
      this.publish();
    }
  }

  show(tab) {
    this.tab = tab;
    this.write();
  }

  publish() {
    this.write();
    this.changed();
  }

  write() {
    const q = new URLSearchParams();
    if (this.tab !== "overview") {
      q.set("tab", this.tab);
    }
    for (const [path, text] of Object.entries(this.now.set)) {
      q.set("set." + path, text);
    }
    if (this.now.trace) {
      q.set("trace", JSON.stringify(this.now.trace));
    }
    if (Object.keys(this.now.choose).length > 0) {
      q.set("choose", JSON.stringify(this.now.choose));
    }
    const text = q.toString();
    history.replaceState(null, "", text ? "#" + text : location.pathname);
  }

  // read takes what the address holds. What the program does not know it will refuse.
  read() {
    const q = new URLSearchParams(location.hash.slice(1));
    for (const [key, value] of q) {
      if (key.startsWith("set.") && this.base.has(key.slice(4))) {
        this.now.set[key.slice(4)] = value;
      }
    }
    this.tab = q.get("tab") ?? "overview";
    for (const key of ["trace", "choose"]) {
      try {
        this.now[key] = JSON.parse(q.get(key)) ?? this.now[key];
      } catch {
        // an address that was cut off
      }
    }
  }
}

// The tabs: an overview of the first figures and the list of equilibria, then each figure and table by itself.

import { el } from "./dom.js";

const overview = "overview";

export class Tabs {
  constructor(bar, room, page) {
    this.bar = bar;
    this.room = room;
    this.page = page;
    this.signature = "";
    this.selected = overview;
    this.bar.addEventListener("keydown", (e) => this.key(e));
  }

  // build makes the tabs; the one selected stays where it still is.
  build(list, first, wanted) {
    const signature = JSON.stringify([list.map((p) => p.id + p.title), first]);
    if (signature === this.signature) {
      return;
    }
    this.signature = signature;
    this.first = first;
    const ids = [overview, ...list.map((p) => p.id)];
    this.bar.replaceChildren(...[{ id: overview, title: "Overview" }, ...list].map((p) => el("button", {
      type: "button", role: "tab", id: "tab-" + p.id, "data-tab": p.id, "aria-controls": "deck", onclick: () => this.select(p.id, true),
    }, p.title)));
    this.deck = el("div", { id: "deck", class: "deck shown", role: "tabpanel" });
    this.room.replaceChildren(this.deck);
    this.select(ids.includes(wanted) ? wanted : overview, false);
  }

  select(id, tell) {
    this.selected = id;
    for (const b of this.bar.children) {
      const on = b.dataset.tab === id;
      b.setAttribute("aria-selected", String(on));
      b.tabIndex = on ? 0 : -1;
      if (on) {
        this.deck.setAttribute("aria-labelledby", b.id);
      }
    }
    const shown = this.visible();
    const figures = shown.filter((v) => this.page.panels.get(v).figure).length;
    this.deck.classList.toggle("overview", id === overview);
    this.deck.classList.toggle("one", id === overview && figures === 1);
    this.deck.classList.toggle("tables", figures === 0);
    this.deck.replaceChildren(...shown.map((v) => {
      const p = this.page.panels.get(v);
      p.root.classList.toggle("wide", id === overview && !p.figure && figures > 1);
      return p.root;
    }));
    if (tell) {
      this.page.show(id);
    }
  }

  // visible are the panels that are seen.
  visible() {
    return (this.selected === overview ? this.first : [this.selected]).filter((id) => this.page.panels.has(id));
  }

  // key moves along the tabs with the arrow keys.
  key(e) {
    const all = [...this.bar.children];
    const at = all.findIndex((b) => b.dataset.tab === this.selected);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[e.key];
    if (to !== undefined) {
      e.preventDefault();
      const b = all[(to + all.length) % all.length];
      this.select(b.dataset.tab, true);
      b.focus();
    }
  }
}

// A slider over a window of values: equal steps, or equal factors.

import { el } from "./dom.js";

const positions = 400; // of a slider with equal factors

export class Slider {
  // moved(value, live) is called while the slider moves and, with live false, when it is let go.
  constructor(window, whole, label, moved) {
    this.window = { ...window };
    this.whole = whole;
    this.input = el("input", { type: "range", "aria-label": label });
    this.fit();
    this.input.addEventListener("input", () => moved(this.value(), true));
    this.input.addEventListener("change", () => moved(this.value(), false));
  }

  fit() {
    const w = this.window;
    this.input.min = "0";
    this.input.step = "1";
    this.input.max = String(w.log ? positions : Math.max(1, Math.round((w.max - w.min) / w.step)));
  }

  // value is the number under the thumb, rounded to what the slider can tell apart.
  value() {
    const w = this.window;
    const k = Number(this.input.value);
    if (w.log) {
      const x = w.min * (w.max / w.min) ** (k / positions);
      return this.whole ? Math.round(x) : Number(x.toPrecision(3));
    }
    return Number(Math.min(w.max, w.min + k * w.step).toPrecision(10));
  }

  // show moves the thumb to a value; the window grows where the value lies outside.
  show(x) {
    const w = this.window;
    if (x < w.min || x > w.max) {
      if (w.log && x <= 0) {
        return;
      }
      w.min = Math.min(w.min, x);
      w.max = Math.max(w.max, x);
      this.fit();
    }
    const k = w.log ? (positions * Math.log(x / w.min)) / Math.log(w.max / w.min) : (x - w.min) / w.step;
    this.input.value = String(Math.round(k));
    this.input.setAttribute("aria-valuetext", String(x));
  }

  // by is the value some steps away, for the arrow keys of the box beside the slider.
  by(x, steps) {
    const w = this.window;
    if (w.log) {
      const y = x * (w.max / w.min) ** (steps / 100);
      return this.whole ? Math.round(y === x ? x + steps : y) : Number(y.toPrecision(3));
    }
    return Number((x + steps * w.step).toPrecision(10));
  }
}

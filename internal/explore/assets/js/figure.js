// A figure of the program, with a line where the traced parameter stands. The picture is the file that the
// command line writes; the line is of the page.

import { el, symbol } from "./dom.js";
import { short } from "./format.js";

export class Figure {
  // point(value, live) is called when the reader drags along the axis.
  constructor(point) {
    this.image = el("img", { alt: "" });
    this.label = el("span");
    this.here = el("div", { class: "here" }, this.label);
    this.here.hidden = true;
    this.sheet = el("div", { class: "sheet" }, this.image, this.here);
    this.sheet.hidden = true;
    this.root = el("div", { class: "view figure" }, this.sheet);
    this.frame = null;
    this.value = undefined;
    new ResizeObserver(() => this.fit()).observe(this.root);
    let dragging = false;
    const at = (e, live) => {
      const x = this.under(e);
      if (x !== null) {
        point(this.frame.parameter, x, live);
      }
    };
    this.sheet.addEventListener("pointerdown", (e) => {
      if (this.frame && this.value !== undefined && e.button === 0) {
        dragging = true;
        this.sheet.setPointerCapture(e.pointerId);
        at(e, true);
        e.preventDefault();
      }
    });
    this.sheet.addEventListener("pointermove", (e) => dragging && at(e, true));
    this.sheet.addEventListener("pointerup", (e) => {
      if (dragging) {
        dragging = false;
        at(e, false);
      }
    });
  }

  // draw shows a picture once it is ready, so that nothing flickers.
  async draw(address, title, frame) {
    if (this.image.getAttribute("src") !== address) {
      const next = new Image();
      this.coming = next;
      next.src = address;
      try {
        await next.decode();
      } catch {
        return false; // no longer kept by the program
      }
      if (this.coming !== next) {
        return false; // overtaken
      }
      next.alt = title;
      this.image.replaceWith(next);
      this.image = next;
    }
    this.coming = null;
    this.image.alt = title;
    this.frame = frame ?? null;
    this.sheet.hidden = false;
    this.fit();
    this.mark(this.value, this.parts);
    return true;
  }

  // fit gives the picture all the room there is.
  fit() {
    const w = this.root.clientWidth;
    const h = this.root.clientHeight;
    const ratio = this.image.naturalWidth / this.image.naturalHeight;
    if (!(ratio > 0) || w === 0 || h === 0) {
      return;
    }
    const width = Math.min(w, h * ratio);
    this.sheet.style.width = width + "px";
    this.sheet.style.height = width / ratio + "px";
    this.sheet.style.left = (w - width) / 2 + "px";
    this.sheet.style.top = (h - width / ratio) / 2 + "px";
  }

  // mark puts the line at a value of the traced parameter.
  mark(value, parts) {
    this.value = value;
    this.parts = parts;
    const f = this.frame;
    const share = f && value !== undefined ? along(f, value) : NaN;
    this.sheet.classList.toggle("pointed", Boolean(f && value !== undefined));
    this.sheet.title = f && value !== undefined ? "Drag along the axis to change the parameter" : "";
    this.here.hidden = !(share >= 0 && share <= 1);
    if (this.here.hidden) {
      return;
    }
    this.here.style.left = 100 * (f.Left + share * (f.Right - f.Left)) + "%";
    this.here.style.top = 100 * f.Top + "%";
    this.here.style.height = 100 * (f.Bottom - f.Top) + "%";
    this.here.classList.toggle("turned", share > 0.8);
    this.label.replaceChildren(parts ? symbol(parts) : f.parameter, " = " + short(value));
  }

  // under is the value of the parameter under the pointer.
  under(e) {
    const f = this.frame;
    const box = this.sheet.getBoundingClientRect();
    const t = Math.min(1, Math.max(0, ((e.clientX - box.left) / box.width - f.Left) / (f.Right - f.Left)));
    const x = f.LogX ? f.XMin * (f.XMax / f.XMin) ** t : f.XMin + t * (f.XMax - f.XMin);
    const digits = Math.max(2, 3 - Math.floor(Math.log10((f.XMax - f.XMin) / Math.max(Math.abs(x), 1e-12))));
    return Number(x.toPrecision(Math.min(digits, 6)));
  }
}

function along(f, x) {
  return f.LogX ? Math.log(x / f.XMin) / Math.log(f.XMax / f.XMin) : (x - f.XMin) / (f.XMax - f.XMin);
}

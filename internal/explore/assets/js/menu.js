// A menu that opens under a button.

import { el, toast } from "./dom.js";
import { save } from "./api.js";

export function menu(label, title, entries) {
  const root = el("details", { class: "menu" }, el("summary", { class: "button", title }, label + " ▾"));
  const list = el("div", { class: "list" });
  for (const [name, act] of entries) {
    list.append(el("button", { type: "button", onclick: () => {
      root.open = false;
      root.firstChild.focus();
      act();
    } }, name));
  }
  root.append(list);
  root.addEventListener("keydown", (e) => {
    if (e.key === "Escape" && root.open) {
      root.open = false;
      root.firstChild.focus();
    }
  });
  root.addEventListener("focusout", (e) => {
    if (e.relatedTarget && !root.contains(e.relatedTarget)) {
      root.open = false;
    }
  });
  return root;
}

// A click outside closes what is open.
document.addEventListener("click", (e) => {
  for (const m of document.querySelectorAll("details.menu[open]")) {
    if (!m.contains(e.target)) {
      m.open = false;
    }
  }
});

// take downloads a file and says how it went.
export async function take(request) {
  toast("Preparing …");
  const wrong = await save(request);
  toast(wrong ? "Not saved: " + wrong : "Saved to your downloads");
}

// copy puts a text on the clipboard.
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast("Copied");
  } catch {
    toast("The browser did not allow copying; select the text and press Ctrl+C");
  }
}

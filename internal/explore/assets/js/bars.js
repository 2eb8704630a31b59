// Small bars of shares, one for each region.

const ns = "http://www.w3.org/2000/svg";

export function bars(values, names, top = Math.max(...values, 1e-12)) {
  const each = values.length <= 12 ? 14 : Math.max(2, Math.floor(220 / values.length));
  const gap = each > 4 ? 2 : 0;
  const height = 26;
  const svg = document.createElementNS(ns, "svg");
  svg.setAttribute("class", "bars");
  svg.setAttribute("width", String(values.length * each));
  svg.setAttribute("height", String(height));
  svg.setAttribute("role", "img");
  const title = document.createElementNS(ns, "title");
  title.textContent = values.map((v, i) => `${names[i] ?? i + 1}: ${v.toPrecision(3)}`).join("\n");
  svg.append(title);
  const base = document.createElementNS(ns, "rect");
  rect(base, 0, height - 1, values.length * each, 1, "#b8c2cb");
  svg.append(base);
  values.forEach((v, i) => {
    const h = Math.max(0, (v / top) * (height - 2));
    const r = document.createElementNS(ns, "rect");
    rect(r, i * each, height - 1 - h, each - gap, h, "#17436b");
    svg.append(r);
  });
  return svg;
}

function rect(r, x, y, w, h, fill) {
  for (const [k, v] of Object.entries({ x, y, width: w, height: h, fill })) {
    r.setAttribute(k, String(v));
  }
}

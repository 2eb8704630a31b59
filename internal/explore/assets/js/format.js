// Numbers as text.

// exact is a number without the noise of its last digits; the program reads back what is shown.
export function exact(x) {
  return String(Number(x.toPrecision(12)));
}

// short is a number for reading.
export function short(x, digits = 5) {
  if (x === null || x === undefined) {
    return "·";
  }
  if (Number.isInteger(x) && Math.abs(x) < 1e7) {
    return minus(String(x));
  }
  const a = Math.abs(x);
  if (a !== 0 && (a < 1e-4 || a >= 1e7)) {
    return minus(x.toExponential(2));
  }
  return minus(String(Number(x.toPrecision(digits))));
}

// fixed is a number with as many decimals as its neighbours in a column.
export function fixed(x, decimals = 4) {
  return x === null || x === undefined ? "·" : minus(x.toFixed(decimals));
}

function minus(text) {
  return text.replace(/^-/, "−");
}

// words turns a column's name into words.
export function words(name) {
  return name.replaceAll("_", " ");
}

// Requests to the program.

async function post(name, body, signal) {
  return fetch("api/" + name, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
    signal,
  });
}

// ask returns the answer to a request. An error has words for the reader.
export async function ask(name, body, signal) {
  let r;
  try {
    r = await post(name, body, signal);
  } catch (e) {
    if (e.name === "AbortError") {
      throw e;
    }
    throw new Error("The program no longer answers. Start geosolve explore again and open the address that it prints.");
  }
  if (r.status === 422) {
    return r.json();
  }
  if (!r.ok) {
    throw new Error((await r.text()).trim());
  }
  return r.json();
}

// save downloads a file of the program. It returns what is wrong, if anything.
export async function save(body) {
  let r;
  try {
    r = await post("file", body);
  } catch {
    return "The program no longer answers.";
  }
  if (!r.ok) {
    const text = await r.text();
    try {
      return JSON.parse(text).problems.map((p) => p.message).join("; ");
    } catch {
      return text.trim();
    }
  }
  const name = /filename="([^"]+)"/.exec(r.headers.get("Content-Disposition") ?? "")?.[1] ?? "geosolve";
  const url = URL.createObjectURL(await r.blob());
  const a = document.createElement("a");
  a.href = url;
  a.download = name;
  a.click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
  return "";
}

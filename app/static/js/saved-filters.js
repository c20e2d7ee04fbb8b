// Filters of a list under names of the person's own: kept by the server for the account, asked for when they are looked at.
import { icon, make } from "./dom.js";
import { text } from "./texts.js";

const ADDRESS = "/account/filters";

/** The conditions of an address: without the page, whose number means nothing later. */
export function conditions(search) {
  const pairs = new URLSearchParams(search);
  pairs.delete("page");
  return pairs.toString();
}

async function asked(path, values) {
  const place = new URLSearchParams({ place: location.pathname, ...values });
  const token = document.querySelector('input[name="csrf_token"]')?.value ?? "";
  const response = await fetch(values ? path : `${path}?${place}`, { method: values ? "POST" : "GET", credentials: "same-origin",
    headers: { Accept: "application/json", "X-CSRFToken": token }, body: values ? place : undefined });
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}

export function initSaved(box) {
  const list = box.querySelector("ul");
  const say = (line) => list.replaceChildren(make("li", { class: "pop-title", role: "status" }, line));
  const run = async (path, values) => {
    try { show(await asked(path, values)); } catch { say(text("no_connection")); }
  };
  const show = (kept) => {
    const here = conditions(location.search);
    list.replaceChildren(...kept.map((one) => make("li", { class: "saved-line" },
      make("a", { class: "pop-item", href: `${location.pathname}?${one.query}`, "aria-current": one.query === here ? "true" : null }, one.name),
      make("button", { class: "round", type: "button", "aria-label": `${text("remove")}: ${one.name}`,
        onclick: () => run(`${ADDRESS}/remove`, { id: one.id }) }, icon("close", "icon-s")))));
    if (!kept.length) say(box.dataset.empty);
  };
  box.addEventListener("toggle", () => { if (box.open) run(ADDRESS); });
  box.querySelector("form")?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const field = box.querySelector("input");
    const name = field.value.trim();
    if (!name) return;
    await run(ADDRESS, { name, query: conditions(location.search) });
    field.value = "";
  });
}

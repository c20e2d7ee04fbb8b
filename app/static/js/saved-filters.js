// Filters of a list under names of the person's own. A filter is an address; names and addresses stay in this browser, apart for each person.
import { icon, make } from "./dom.js";
import { text } from "./texts.js";

export function readSaved(storage, key) {
  try {
    const kept = JSON.parse(storage.getItem(key) ?? "[]");
    return Array.isArray(kept) ? kept.filter((one) => typeof one.name === "string" && typeof one.query === "string") : [];
  } catch {
    return [];
  }
}

/** The kept filters with one more; the same name is written over, the newest fifty stay. */
export function withSaved(kept, name, query) {
  return [...kept.filter((one) => one.name !== name), { name, query }].slice(-50);
}

/** The conditions of an address: without the page, whose number means nothing later. */
export function conditions(search) {
  const pairs = new URLSearchParams(search);
  pairs.delete("page");
  return pairs.toString();
}

export function initSaved(box, user) {
  const key = `filters:${user}:${location.pathname}`;
  const list = box.querySelector("ul");
  const store = (kept) => {
    try { localStorage.setItem(key, JSON.stringify(kept)); } catch { /* not kept */ }
    show();
  };
  const show = () => {
    const kept = readSaved(localStorage, key);
    const here = conditions(location.search);
    list.replaceChildren(...kept.map((one) => make("li", { class: "saved-line" },
      make("a", { class: "pop-item", href: `${location.pathname}?${one.query}`, "aria-current": one.query === here ? "true" : null }, one.name),
      make("button", { class: "round", type: "button", "aria-label": `${text("remove")}: ${one.name}`,
        onclick: () => store(readSaved(localStorage, key).filter((other) => other.name !== one.name)) }, icon("close", "icon-s")))));
    if (!kept.length) list.replaceChildren(make("li", { class: "pop-title" }, box.dataset.empty));
  };
  box.querySelector("form")?.addEventListener("submit", (event) => {
    event.preventDefault();
    const field = box.querySelector("input");
    if (!field.value.trim()) return;
    store(withSaved(readSaved(localStorage, key), field.value.trim(), conditions(location.search)));
    field.value = "";
  });
  show();
}

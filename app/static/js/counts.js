// Numbers beside the bell and the board: asked for by the page itself, more and more rarely while nothing changes.
import { text } from "./texts.js";

const ADDRESS = "/notifications/count.json";
const FRESH = 15_000;
const SHORTEST = 60_000;
const LONGEST = 240_000;
const KEY = "counts";

/** How long to wait after an answer: anew when something changed, else longer, up to four minutes. */
export function nextPause(pause, changed) {
  return changed ? SHORTEST : Math.min(pause * 1.5, LONGEST);
}

/** What a sign shows: nothing for none, and no more than two digits. */
export function shownNumber(number) {
  return number > 99 ? "99+" : number ? String(number) : "";
}

/** The sum of the numbers that a place names, as «board mail». */
export function summed(counts, names) {
  return names.split(" ").reduce((sum, name) => sum + (counts[name] ?? 0), 0);
}

const places = typeof document === "undefined" ? [] : [...document.querySelectorAll("[data-count]")];
let known = kept();
let pause = SHORTEST;
let timer = 0;

function kept() {
  try {
    const found = JSON.parse(sessionStorage.getItem(KEY));
    return found?.user === document.body.dataset.user ? found : {};
  } catch { return {}; }
}

function show(counts) {
  for (const place of places) {
    const number = summed(counts, place.dataset.count);
    place.hidden = !number;
    place.textContent = shownNumber(number);
    const holder = place.closest("a, summary");
    holder.dataset.name ??= holder.title;
    const said = [holder.dataset.name, number ? text("unread", { count: number }) : ""];
    holder.title = said.filter(Boolean).join(": ");
  }
  document.dispatchEvent(new CustomEvent("counts", { detail: counts }));
}

/** Asks once; a page that nobody sees asks nothing. */
export async function ask() {
  clearTimeout(timer);
  if (document.hidden) return;
  try {
    const headers = { Accept: "application/json", ...(known.tag ? { "If-None-Match": known.tag } : {}) };
    const answer = await fetch(ADDRESS, { credentials: "same-origin", cache: "no-store", headers });
    if (answer.status === 401) return;
    const changed = answer.status === 200;
    if (changed) known = { tag: answer.headers.get("ETag"), counts: await answer.json() };
    known = { ...known, at: Date.now(), user: document.body.dataset.user };
    try { sessionStorage.setItem(KEY, JSON.stringify(known)); } catch { /* not kept */ }
    if (changed) show(known.counts);
    pause = nextPause(pause, changed);
  } catch {
    pause = nextPause(pause, false);
  }
  timer = setTimeout(ask, pause);
}

if (places.length) {
  if (known.counts) show(known.counts);
  const age = Date.now() - (known.at ?? 0);
  timer = setTimeout(ask, age > FRESH ? 400 : FRESH - age);
  document.addEventListener("visibilitychange", () => { if (!document.hidden && Date.now() - (known.at ?? 0) > FRESH) ask(); });
}

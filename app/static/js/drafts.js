// What is being written is kept on the server as a draft of its author: a lost page, a lost phone or a shared computer loses and shows nothing.
import { text } from "./texts.js";

const QUIET = 4_000;
const RARELY = 20_000;

/** When to keep next: some seconds after the last key, and not more often than every twenty. */
export function waits(now, last) {
  return Math.max(QUIET, last + RARELY - now);
}

/** The form without its files: those are sent when the person says so. */
function typed(form) {
  const found = new FormData();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") found.append(name, value);
  found.set("do", "autosave");
  return found;
}

/** The answer of the server: hidden fields that name the draft, the address of the form and of the page. */
function takeOver(form, answer) {
  for (const [name, value] of Object.entries(answer.fields)) {
    let field = form.querySelector(`input[type="hidden"][name="${name}"]`);
    if (!field) form.append((field = Object.assign(document.createElement("input"), { type: "hidden", name })));
    field.value = value;
  }
  if (answer.action) form.action = answer.action;
  history.replaceState(null, "", answer.address);
}

function begin(form) {
  const said = document.querySelector("[data-kept]");
  let last = 0;
  let timer = 0;
  let changed = false;
  let busy = false;
  let stopped = false;
  const filled = () => form.dataset.draft.split(" ").some((name) => form.elements[name].value.trim());
  const keep = async () => {
    clearTimeout(timer);
    if (!changed || busy || stopped || !filled()) return;
    changed = false;
    busy = true;
    last = Date.now();
    const answer = await fetch(form.getAttribute("action"), { method: "POST", credentials: "same-origin", keepalive: document.hidden, headers: { Accept: "application/json" }, body: typed(form) }).catch(() => null);
    busy = false;
    if (answer?.ok) {
      const kept = await answer.json();
      if (stopped) return;
      takeOver(form, kept);
      if (said) said.textContent = kept.said;
      if (!changed) form.dispatchEvent(new CustomEvent("kept"));
    } else {
      changed = true;
      stopped = answer?.status === 409 || answer?.status === 404;
      if (said) said.textContent = text(stopped ? "draft_elsewhere" : answer?.status === 401 ? "draft_signed_out" : "draft_not_kept");
    }
    if (changed && !stopped) timer = setTimeout(keep, waits(Date.now(), last));
  };
  const touched = () => {
    changed = true;
    clearTimeout(timer);
    timer = setTimeout(keep, waits(Date.now(), last));
  };
  form.addEventListener("input", touched);
  form.addEventListener("change", touched);
  form.addEventListener("submit", (event) => {
    // The answer on its way names the draft: sent without it, the form would make a second one.
    if (!busy) { stopped = true; clearTimeout(timer); return; }
    event.preventDefault();
    const button = event.submitter;
    const wait = () => (busy ? setTimeout(wait, 50) : form.requestSubmit(button));
    wait();
  }, { capture: true });
  document.addEventListener("visibilitychange", () => { if (document.hidden) keep(); });
}

const form = typeof document === "undefined" ? null : document.querySelector("form[data-draft]");
if (form) begin(form);

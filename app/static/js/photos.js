// Several photos go one by one: a phone's photos together are larger than one request may be.
import { fill } from "./texts.js";

const form = document.querySelector("form[data-photos]");

async function send(file) {
  const body = new FormData();
  body.append("csrf_token", form.elements.csrf_token.value);
  body.append("photos", file, file.name);
  const answer = await fetch(form.action, { method: "POST", credentials: "same-origin", headers: { Accept: "application/json" }, body }).catch(() => null);
  const said = await answer?.json().catch(() => null);
  return answer?.ok ? { first: said.first } : { error: said?.error ?? `${file.name}: ${form.dataset.failed}` };
}

async function sendAll(files) {
  const progress = form.querySelector("[data-progress]");
  const button = form.querySelector("button.btn-primary");
  const results = [];
  button.disabled = true;
  for (const file of files) {
    progress.textContent = fill(progress.dataset.progress, { done: results.length, all: files.length });
    results.push(await send(file));
  }
  button.disabled = false;
  const numbers = results.map((one) => one.first).filter(Boolean);
  const errors = results.map((one) => one.error).filter(Boolean);
  if (!errors.length) { location.assign(`${form.action}/${numbers[0]}`); return; }
  progress.textContent = [fill(progress.dataset.progress, { done: numbers.length, all: files.length }), ...errors].join(" ");
  form.querySelector("[data-show]").hidden = !numbers.length;
}

form?.addEventListener("submit", (event) => {
  const { files } = form.elements.photos;
  if (files.length < 2) return;
  event.preventDefault();
  sendAll([...files]);
});

// A letter that somebody looks at is read: told once, when the page is in view.
import { ask } from "./counts.js";

const form = document.getElementById("seen");

async function tell() {
  if (document.hidden || !form) return;
  document.removeEventListener("visibilitychange", tell);
  const answer = await fetch(form.action, { method: "POST", credentials: "same-origin", keepalive: true, redirect: "manual", body: new FormData(form) }).catch(() => null);
  if (answer) ask();
}

document.addEventListener("visibilitychange", tell);
tell();

// A form warns before its unsaved values are left, and does not send twice.
import { initFormats } from "./formats.js";
import "./related.js";

const form = document.querySelector("form[data-guard]");
let changed = form?.hasAttribute("data-changed") ?? false;
let sending = false;

if (form) initFormats(form);
form?.addEventListener("input", () => { changed = true; });
form?.addEventListener("change", () => { changed = true; });
form?.addEventListener("kept", () => { changed = [...form.querySelectorAll('input[type="file"]')].some((field) => field.files.length); });
form?.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  if (sending) event.preventDefault();
  sending = true;
});
addEventListener("pageshow", () => { sending = false; });
addEventListener("beforeunload", (event) => {
  if (!changed || sending) return;
  event.preventDefault();
  event.returnValue = "";
});

for (const drop of document.querySelectorAll("[data-drop]")) {
  const field = drop.querySelector('input[type="file"]');
  for (const name of ["dragover", "dragleave", "drop"]) {
    drop.addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.toggle("over", name === "dragover");
      if (name !== "drop" || !event.dataTransfer.files.length) return;
      field.files = event.dataTransfer.files;
      field.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }
}

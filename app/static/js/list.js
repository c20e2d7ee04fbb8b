// Rows of a list: choose all, say how many are chosen, send a joint action only with rows.
import "./related.js";
import { initColumns } from "./columns.js";
import { initSaved } from "./saved-filters.js";
import { text } from "./texts.js";

const form = document.getElementById("rows");
const all = document.getElementById("all-rows");

function chosen() {
  return form.querySelectorAll('tbody input[name="rowid"]:checked').length;
}

function show() {
  const count = chosen();
  const boxes = form.querySelectorAll('tbody input[name="rowid"]').length;
  all.checked = count > 0 && count === boxes;
  all.indeterminate = count > 0 && count < boxes;
  const bar = document.getElementById("bulk");
  bar.hidden = count === 0;
  bar.querySelector(".said").textContent = text("chosen", { count });
}

if (form && all) {
  all.addEventListener("change", () => {
    for (const box of form.querySelectorAll('tbody input[name="rowid"]')) box.checked = all.checked;
    show();
  });
  form.addEventListener("change", show);
  show();
}
for (const select of document.querySelectorAll("select[data-go]")) select.addEventListener("change", () => select.form.requestSubmit());
initColumns(document.querySelector(".check-list.ordered"));
const saved = document.getElementById("saved");
if (saved) initSaved(saved);

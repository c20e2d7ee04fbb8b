// The board of a reader: an announcement that is seen is opened, the answer stands on the button; the author's reminders are counted.
import { fill } from "./texts.js";

const token = () => document.querySelector('meta[name="csrf-token"]').content;

/** Says to the server that the announcement is seen: only when somebody looks at the page. */
function tellOpened() {
  const place = document.getElementById("announcement")?.dataset.opened;
  if (!place) return;
  const tell = async () => {
    if (document.hidden) return;
    document.removeEventListener("visibilitychange", tell);
    const answer = await fetch(place, { method: "POST", credentials: "same-origin", headers: { Accept: "application/json", "X-CSRFToken": token() } }).catch(() => null);
    if (!answer?.ok) return;
    await answer.json();
    const { ask } = await import("./counts.js");
    ask();
  };
  document.addEventListener("visibilitychange", tell);
  tell();
}

/** The button says what will be sent: «Ознакомлен, ответ: да». */
function nameAnswer() {
  const form = document.getElementById("answer");
  const label = document.querySelector("[data-answer-label]");
  const radios = form ? [...form.querySelectorAll('input[type="radio"]')] : [];
  if (!label || !radios.length) return;
  form.addEventListener("change", () => {
    const chosen = radios.filter((one) => one.checked).map((one) => one.value);
    label.textContent = fill(label.dataset.answerLabel, { answer: `«${[...new Set(chosen)].join("», «")}»` });
  });
}

function tellNews() {
  const box = document.getElementById("board-news");
  if (!box) return;
  let known = null;
  document.addEventListener("counts", ({ detail }) => {
    if (known !== null && detail.board > known) box.hidden = false;
    known = detail.board ?? 0;
  });
}

function countReminders() {
  const form = document.getElementById("remind");
  const label = document.querySelector("[data-remind]");
  if (!form || !label) return;
  const boxes = [...form.querySelectorAll('input[name="user"]')];
  const all = form.querySelector("[data-all]");
  const count = () => {
    const people = new Set(boxes.filter((one) => one.checked).map((one) => one.value));
    label.textContent = fill(label.dataset.remind, { count: people.size });
    label.closest("button").disabled = !people.size;
    all.checked = boxes.length > 0 && boxes.every((one) => one.checked);
    all.indeterminate = !all.checked && people.size > 0;
  };
  all.addEventListener("change", () => { for (const one of boxes) one.checked = all.checked; count(); });
  form.addEventListener("change", count);
  count();
}

tellOpened();
nameAnswer();
tellNews();
countReminders();

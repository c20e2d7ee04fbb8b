// The day of a group: everybody is present until tapped; reasons open in place; one button confirms the day.
import { icon, make } from "./dom.js";
import { cellKey, shownDay, splitKey } from "./sheet.js";
import { openSheet } from "./saving.js";
import { text } from "./texts.js";

const QUICK = 4;
const rows = new Map([...document.querySelectorAll("[data-child]")].map((row) => [Number(row.dataset.child), row]));
const confirmButton = document.getElementById("confirm");
let opened = null;
let freshlyAbsent = null;
let onlyAbsent = false;

const { sheet, outbox } = openSheet({ onCells: draw, onState: drawBar });
const day = sheet.data.day;
const absences = sheet.data.codes.filter((code) => code.typable && !code.present);
const firstAbsence = absences.find((code) => !code.excused) ?? absences[0];

/** The mark, else what the parents reported: confirming the day writes it. */
function letterOf(child) {
  return outbox.value(child, day).code ?? (sheet.data.editable ? sheet.proposal(child, day) : null);
}

function isAbsent(child) {
  const letter = letterOf(child);
  return letter !== null && !sheet.codes.get(letter)?.present;
}

function put(child, letter) {
  const known = sheet.mark(child, day)?.code ?? sheet.proposal(child, day);
  const back = letter === null && known ? sheet.presentCode : letter;
  outbox.put([{ child, day, code: back }]);
}

function tap(child) {
  if (!sheet.data.editable) return;
  if (!isAbsent(child)) {
    put(child, firstAbsence.letter);
    freshlyAbsent = child;
    open(child);
  } else if (opened === child && freshlyAbsent === child && outbox.value(child, day).code === firstAbsence.letter) {
    comeBack(child);
  } else open(opened === child ? null : child);
}

function comeBack(child) {
  put(child, null);
  open(null);
}

function choose(child, letter) {
  freshlyAbsent = null;
  put(child, letter);
}

function open(child) {
  const before = opened;
  opened = child;
  if (before !== null) drawRow(before);
  if (child === null) return;
  drawRow(child);
  // Low on the list the reasons would open under the bar with the button.
  rows.get(child)?.scrollIntoView({ block: "nearest" });
}

function noteOf(child, value) {
  if (value.waiting) return { line: text("waiting_cell"), waiting: true };
  if (value.clash) return { line: text("clash_cell"), waiting: true };
  const code = sheet.codes.get(letterOf(child));
  const own = rows.get(child).dataset.note ?? "";
  if (code && !value.code) return { line: [code.short, own].filter(Boolean).join(" · ") };
  if (!code || code.present) return { line: own };
  const paper = code.needsDocument ? text(value.document ? "has_document" : "no_document") : "";
  return { line: [code.short, paper, own].filter(Boolean).join(" · ") };
}

function drawRow(child) {
  const row = rows.get(child);
  if (!row) return;
  const value = outbox.value(child, day);
  const absent = isAbsent(child);
  const code = absent ? sheet.codes.get(letterOf(child)) : null;
  const planned = absent && !value.code;
  const button = row.querySelector(".child-mark");
  const name = sheet.children.get(child).name;
  const unknown = value.code === null && !sheet.data.editable;
  button.className = absent ? `child-mark needs-js mark mark-l ${code.tint}${planned ? " planned" : code.needsDocument && !value.document ? " nodoc" : ""}` : `child-mark needs-js ${unknown ? "unknown" : "here"}`;
  button.replaceChildren(absent ? code.letter : unknown ? "–" : icon("check"));
  button.setAttribute("aria-label", `${name}: ${absent ? code.name : text(unknown ? "nothing" : "in_group")}`);
  button.setAttribute("aria-expanded", String(opened === child));
  button.disabled = !sheet.data.editable;
  const note = noteOf(child, value);
  const small = row.querySelector(".child-note");
  small.textContent = note.line;
  small.classList.toggle("waits", Boolean(note.waiting));
  row.classList.toggle("open", opened === child);
  row.hidden = onlyAbsent && !absent && opened !== child;
  drawReasons(row, child, { ...value, code: letterOf(child) });
  drawTold(child);
}

/** The line of the block on top: a proposal is taken with one tap; a standing mark is told. */
function drawTold(child) {
  const button = document.querySelector(`[data-told="${child}"] .take`);
  if (!button) return;
  const { code } = outbox.value(child, day);
  const wanted = button.closest("li").dataset.letter;
  button.disabled = code !== null;
  button.querySelector(".word").textContent = code === null ? text("take") : code === wanted ? text("taken") : text("marked_otherwise", { code });
  button.setAttribute("aria-label", `${sheet.children.get(child).name}: ${button.querySelector(".word").textContent}, ${sheet.codes.get(wanted).name}`);
}

function reason(child, code, current) {
  return make("button", { class: "reason", type: "button", "aria-pressed": String(code.letter === current), onclick: () => choose(child, code.letter) },
    make("b", { class: `mark ${code.tint}`, "aria-hidden": "true" }, code.letter), make("span", {}, code.short));
}

function drawReasons(row, child, value) {
  const held = row.contains(document.activeElement) ? document.activeElement.textContent : "";
  row.querySelector(".reasons")?.remove();
  if (opened !== child) return;
  const chosen = absences.find((code) => code.letter === value.code);
  const quick = absences.slice(0, QUICK);
  if (chosen && !quick.includes(chosen)) quick[QUICK - 1] = chosen;
  const box = make("div", { class: "reasons", role: "group", "aria-label": text("reason_of", { name: sheet.children.get(child).name }) },
    ...quick.map((code) => reason(child, code, value.code)),
    make("button", { class: "reason", type: "button", onclick: () => comeBack(child) }, icon("undo"), make("span", {}, text("came"))),
    make("button", { class: "reason", type: "button", "aria-haspopup": "dialog", onclick: () => openAll(child) }, icon("more"), make("span", {}, text("more"))));
  row.append(box);
  if (held) [...box.children].find((button) => button.textContent === held)?.focus();
}

/** The sheet of all reasons, with what each needs, a paper and a call. */
function openAll(child) {
  const person = sheet.children.get(child);
  const value = { ...outbox.value(child, day), code: letterOf(child) };
  const dialog = make("dialog", { class: "reason-sheet", "aria-labelledby": "reason-title" });
  const shut = () => dialog.close();
  const need = (code) => (code.needsDocument ? text("needs_document") : code.excused ? text("counted") : text("not_counted"));
  dialog.append(
    make("button", { class: "round shut", type: "button", "aria-label": text("close"), onclick: shut }, icon("close")),
    make("h2", { id: "reason-title" }, person.name), make("p", { class: "hint" }, `${text("not_in_group")} · ${shownDay(day)}`),
    make("div", { class: "all-reasons" }, ...absences.map((code) =>
      make("button", { class: "reason big", type: "button", "aria-pressed": String(code.letter === value.code), title: code.name,
        onclick: () => { choose(child, code.letter); shut(); } },
      make("b", { class: `mark mark-l ${code.tint}`, "aria-hidden": "true" }, code.letter),
      make("span", {}, code.short, make("small", {}, need(code)))))));
  const links = make("div", { class: "reason-links" });
  if (sheet.data.urls.documentForm) {
    links.append(make("a", { class: "reason-link", href: `${sheet.data.urls.documentForm}?child=${child}&starts_on=${day}&code=${value.code ?? ""}` }, icon("clip"), make("span", {}, text("add_document"), make("small", {}, text("several_days"))), icon("right")));
  }
  if (person.contact) links.append(make("a", { class: "reason-link", href: person.contact.href }, icon("phone"), make("span", {}, person.contact.label, make("small", { class: "phone" }, person.contact.phone)), icon("right")));
  dialog.append(links, make("div", { class: "acts" },
    make("button", { class: "btn", type: "button", onclick: () => { comeBack(child); shut(); } }, icon("undo"), text("came")),
    make("button", { class: "btn btn-primary", type: "button", onclick: shut }, text("ready"))));
  dialog.addEventListener("close", () => { dialog.remove(); rows.get(child).querySelector(".child-mark").focus(); });
  dialog.addEventListener("click", (event) => { if (event.target === dialog) shut(); });
  document.body.append(dialog);
  dialog.showModal();
}

function drawCounts() {
  const tally = new Map();
  let here = 0;
  for (const child of rows.keys()) {
    const letter = letterOf(child);
    if (letter === null || sheet.codes.get(letter)?.present) here += 1;
    else tally.set(letter, (tally.get(letter) ?? 0) + 1);
  }
  const absent = rows.size - here;
  document.getElementById("here").textContent = here;
  document.getElementById("absent").textContent = text("absent_of", { absent, all: rows.size });
  document.getElementById("by-reason").replaceChildren(...[...tally].map(([letter, count]) =>
    make("span", { class: "tally", title: sheet.codes.get(letter).name }, make("b", { class: `mark ${sheet.codes.get(letter).tint}` }, letter), ` ${count}`)));
  document.querySelector('[data-show="all"] .count').textContent = rows.size;
  document.querySelector('[data-show="absent"] .count').textContent = absent;
  return here;
}

function confirmed() {
  return [...rows.keys()].every((child) => outbox.value(child, day).code !== null);
}

function drawBar() {
  if (!confirmButton || !sheet) return;
  const here = drawCounts();
  const waits = outbox.pending.present.has(day);
  const done = confirmed();
  confirmButton.hidden = done || waits;
  confirmButton.textContent = text("confirm", { count: here });
  document.getElementById("to-month").hidden = !(done || waits);
  const box = document.querySelector("[data-save-state]");
  box.dataset.note = text(done ? "day_confirmed" : waits ? "day_waits" : "day_open");
  if (box.dataset.kind === "saved") box.querySelector(".note").textContent = box.dataset.note;
}

function draw(keys) {
  for (const key of keys) {
    const cell = splitKey(key);
    if (cell.day === day) drawRow(cell.child);
  }
  drawBar();
}

function show(filter) {
  onlyAbsent = filter === "absent";
  for (const tab of document.querySelectorAll("[data-show]")) tab.setAttribute("aria-pressed", String(tab.dataset.show === filter));
  for (const child of rows.keys()) drawRow(child);
}

for (const [child, row] of rows) row.querySelector(".child-mark").addEventListener("click", () => tap(child));
for (const line of document.querySelectorAll("[data-told]")) line.querySelector(".take")?.addEventListener("click", () => choose(Number(line.dataset.told), line.dataset.letter));
for (const tab of document.querySelectorAll("[data-show]")) tab.addEventListener("click", () => show(tab.dataset.show));
confirmButton?.addEventListener("click", (event) => {
  event.preventDefault();
  open(null);
  outbox.confirm(day);
});
document.getElementById("day-picker")?.addEventListener("change", (event) => event.target.form.requestSubmit());
draw(new Set([...rows.keys()].map((child) => cellKey(child, day))));
outbox.start();

// The month grid: mouse, touch and keyboard over a table that the server drew.
import { announce, icon, make, toast } from "./dom.js";
import { command, letterOf, move } from "./keys.js";
import { Palette } from "./palette.js";
import { Steps, box, columnsOf, copied, fillChanges, holds, pasteChanges, size } from "./ranges.js";
import { openSheet } from "./saving.js";
import { shownDay, splitKey } from "./sheet.js";
import { text } from "./texts.js";
import { childTotals, dayTotals, wholeTotals } from "./totals.js";

const table = document.getElementById("grid");
const wrap = table.closest(".grid-wrap");
const frame = document.getElementById("range");
const lines = [...table.tBodies[0].rows];
const feet = table.tFoot.rows;

const { sheet, outbox } = openSheet({ onCells: draw });
const ids = sheet.data.children.map((child) => child.id);
const rowOf = new Map(ids.map((id, row) => [id, row]));
const columnOf = new Map(sheet.days.map((day, column) => [day, column]));
const letters = sheet.data.codes.filter((code) => code.typable).map((code) => code.letter);
const steps = new Steps();
const totals = new Map();
const value = (child, day) => outbox.value(child, day);

let anchor = { row: 0, column: Math.max(0, columnOf.get(sheet.data.today) ?? 0) };
let active = anchor;
let area = box(anchor, active);
let clipboard = null;
let drag = "";

const cellAt = ({ row, column }) => lines[row].cells[column + 1];

function positionOf(cell) {
  const row = lines.indexOf(cell.parentElement);
  const column = cell.cellIndex - 1;
  return row < 0 || column < 0 || column >= sheet.days.length ? null : { row, column };
}

/* Drawing */

function drawCell(child, day) {
  const row = rowOf.get(child);
  const column = columnOf.get(day);
  if (row === undefined || column === undefined) return;
  const cell = cellAt({ row, column });
  const now = value(child, day);
  const listed = sheet.listed(child, day);
  const letter = now.clash ? now.clash.yours : now.code;
  const code = letter ? sheet.codes.get(letter) : null;
  const shown = code && !code.present && sheet.works(day) && listed;
  const empty = !code && listed && sheet.works(day) && day <= sheet.data.today;
  cell.className = [!listed && sheet.works(day) && "x", empty && "u", now.waiting && "wait", now.clash && "clash"].filter(Boolean).join(" ");
  const told = !code && !now.waiting && listed && sheet.data.state === "open" ? sheet.codes.get(sheet.proposal(child, day)) : null;
  if (told) cell.replaceChildren(make("b", { class: `${told.tint} planned` }, told.letter));
  else if (shown) cell.replaceChildren(make("b", { class: `${code.tint}${code.needsDocument && !now.document ? " nodoc" : ""}` }, letter));
  else cell.replaceChildren();
  if (now.clash) cell.append(make("i", {}, "!"));
  if (cell === cellAt(active)) describe();
}

function spoken(child, day) {
  const now = value(child, day);
  if (!sheet.listed(child, day)) return text("not_listed");
  if (!sheet.works(day)) return sheet.dayByDate.get(day).title || text("day_off");
  if (now.clash) return `${now.clash.yours ?? ""}! ${text("clash_cell")}`;
  const told = sheet.codes.get(sheet.proposal(child, day));
  if (!now.code && told) return text("told_name", { name: told.name });
  if (!now.code) return text(day > sheet.data.today ? "ahead" : "nothing");
  const code = sheet.codes.get(now.code);
  const paper = code.needsDocument ? `, ${text(now.document ? "has_document" : "no_document")}` : "";
  return `${code.name}${paper}${now.waiting ? `, ${text("waiting_cell")}` : ""}`;
}

/** The focused cell tells its meaning in words, because an empty cell means "was here". */
function describe() {
  const child = ids[active.row];
  const day = sheet.days[active.column];
  cellAt(active).setAttribute("aria-label", `${sheet.children.get(child).name}, ${shownDay(day, true)}: ${spoken(child, day)}`);
}

const dash = (number) => (number ? String(number) : "–");

function drawChild(child) {
  const sum = childTotals(sheet, child, value);
  totals.set(child, sum);
  // The figures of a signed sheet are those that were signed.
  if (sheet.data.state !== "open") return;
  const cells = lines[rowOf.get(child)].cells;
  const start = sheet.days.length + 1;
  [sum.present, sum.missed, sum.excused, sum.payable].forEach((number, at) => { cells[start + at].textContent = dash(number); });
}

function drawDay(day) {
  const at = columnOf.get(day) + 1;
  const sum = dayTotals(sheet, day, value);
  const past = sheet.works(day) && day <= sheet.data.today;
  const lacks = past && sum.unfilled > 0;
  feet[0].cells[at].textContent = sheet.works(day) && sum.listed > sum.unfilled ? dash(sum.present) : "";
  feet[1].cells[at].textContent = sheet.works(day) && sum.absent ? String(sum.absent) : "";
  table.tHead.rows[0].cells[at].classList.toggle("lack", lacks);
  table.tHead.rows[0].cells[at].title = lacks ? text("unfilled_day", { count: sum.unfilled }) : sheet.dayByDate.get(day).title ?? "";
  return lacks;
}

const lacking = new Set();
function drawWhole() {
  const whole = wholeTotals(totals.values());
  if (sheet.data.state === "open") {
    document.getElementById("whole-present").textContent = whole.present;
    document.getElementById("whole-missed").textContent = whole.missed;
  }
  const button = document.getElementById("unfilled");
  if (button) {
    button.hidden = !lacking.size;
    button.querySelector("span").textContent = text("unfilled_days", { count: lacking.size });
  }
}

function draw(keys) {
  const children = new Set();
  const days = new Set();
  for (const key of keys) {
    const { child, day } = splitKey(key);
    drawCell(child, day);
    if (rowOf.has(child)) children.add(child);
    if (columnOf.has(day)) days.add(day);
  }
  for (const child of children) drawChild(child);
  for (const day of days) if (drawDay(day)) lacking.add(day); else lacking.delete(day);
  drawWhole();
  drawSteps();
  palette?.refresh();
}

/* Selection */

function drawSelection() {
  for (const cell of table.querySelectorAll(".sel, .cur")) cell.classList.remove("sel", "cur");
  for (const head of table.querySelectorAll("tbody th.in, thead th.in")) head.classList.remove("in");
  const many = size(area) > 1;
  for (let row = area.top; row <= area.bottom; row += 1) {
    lines[row].cells[0].classList.add("in");
    if (many) for (let column = area.left; column <= area.right; column += 1) cellAt({ row, column }).classList.add("sel");
  }
  cellAt(active).classList.add("cur");
  placeFrame(many);
}

/** The frame lies over the cells; its place is measured, because widths depend on the window. */
function placeFrame(many) {
  const first = cellAt({ row: area.top, column: area.left });
  const last = cellAt({ row: area.bottom, column: area.right });
  frame.hidden = false;
  frame.classList.toggle("many", many);
  Object.assign(frame.style, { left: `${first.offsetLeft}px`, top: `${first.offsetTop}px`,
    width: `${last.offsetLeft + last.offsetWidth - first.offsetLeft}px`, height: `${last.offsetTop + last.offsetHeight - first.offsetTop}px` });
}

function select(to, extend = false, focus = true) {
  const before = cellAt(active);
  before.tabIndex = -1;
  active = to;
  if (!extend) anchor = to;
  area = box(anchor, active);
  const cell = cellAt(active);
  cell.tabIndex = 0;
  describe();
  drawSelection();
  if (focus) {
    cell.focus({ preventScroll: true });
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
  if (extend && size(area) > 1) announce(text("cells_chosen", { count: size(area) }));
}

/* Writing */

function write({ changes, refused }) {
  if (changes.length) {
    steps.add(changes);
    outbox.put(changes.map(({ child, day, after }) => ({ child, day, code: after })));
    announce(text("changed", { count: changes.length }));
  }
  const [reason] = Object.keys(refused);
  if (reason && !changes.length) toast(text(`refused_${reason}`));
  drawSteps();
}

function fill(letter) {
  write(fillChanges(sheet, ids, area, letter, value));
}

function stepBack(wishes, word) {
  if (!wishes.length) return;
  const allowed = wishes.filter(({ child, day, code }) => !sheet.refusal(child, day, code));
  outbox.put(allowed);
  drawSteps();
  const places = allowed.map(({ child, day }) => ({ row: rowOf.get(child), column: columnOf.get(day) }));
  if (places.length) {
    select({ row: Math.min(...places.map((at) => at.row)), column: Math.min(...places.map((at) => at.column)) }, false, false);
    select({ row: Math.max(...places.map((at) => at.row)), column: Math.max(...places.map((at) => at.column)) }, true);
  }
  announce(text(word));
}

const undo = () => stepBack(steps.undo(), "undone");
const redo = () => stepBack(steps.redo(), "redone");

function drawSteps() {
  for (const button of document.querySelectorAll("[data-step]")) button.disabled = button.dataset.step === "undo" ? !steps.canUndo : !steps.canRedo;
}

function copy() {
  clipboard = copied(sheet, ids, area, value);
  announce(text("copied", { count: size(area) }));
}

function paste() {
  if (clipboard) write(pasteChanges(sheet, ids, area, clipboard, value));
}

function runCommand(name) {
  ({ undo, redo, copy, paste })[name]();
}

function onKey(event) {
  if (!event.target.closest("tbody td")) return;
  const name = command(event);
  const to = name ? null : move(event, active, lines.length, sheet.days.length);
  const letter = name || to ? null : letterOf(event, letters);
  if (name) runCommand(name);
  else if (to) select(to, event.shiftKey && event.key !== "Enter");
  else if (letter) fill(letter);
  else if (event.key === " ") fill(sheet.presentCode);
  else if (event.key === "Delete" || event.key === "Backspace") fill(null);
  else if (event.key === "Escape") { palette.close(); select(active); }
  else return;
  if (!name && event.key !== "Escape") palette.close();
  event.preventDefault();
}

/* Pointer: a mouse drags a range, its corner drags a copy; a finger taps, so that scrolling stays free. */

function onDown(event) {
  if (event.button) return;
  if (event.target.closest(".grip")) {
    drag = "copy";
    event.preventDefault();
    return;
  }
  const cell = event.target.closest("tbody td");
  const at = cell && positionOf(cell);
  if (!at || event.pointerType !== "mouse") return;
  drag = "range";
  palette.close();
  select(at, event.shiftKey);
  event.preventDefault();
}

function onMove(event) {
  if (!drag) return;
  const cell = document.elementFromPoint(event.clientX, event.clientY)?.closest?.("#grid tbody td");
  const at = cell && positionOf(cell);
  if (!at) return;
  if (drag === "range") select(at, true, false);
  else {
    const source = box(anchor, active);
    area = { top: Math.min(source.top, at.row), bottom: Math.max(source.bottom, at.row), left: Math.min(source.left, at.column), right: Math.max(source.right, at.column) };
    drawSelection();
  }
}

function onUp() {
  if (drag === "copy") {
    const source = box(anchor, active);
    write(pasteChanges(sheet, ids, area, copied(sheet, ids, source, value), value));
    anchor = { row: area.top, column: area.left };
    active = { row: area.bottom, column: area.right };
    select(active, true);
  } else if (drag === "range") {
    cellAt(active).focus({ preventScroll: true });
    palette.open();
  }
  drag = "";
}

function onTap(event) {
  const cell = event.target.closest("tbody td");
  const head = event.target.closest("thead th");
  if (cell && event.pointerType !== "mouse") {
    const at = positionOf(cell);
    if (at) { select(at); palette.open(); }
  } else if (head && head.cellIndex > 0 && head.cellIndex <= sheet.days.length) {
    const column = head.cellIndex - 1;
    select({ row: lines.length - 1, column }, false, false);
    select({ row: 0, column }, true);
    palette.open();
  }
}

/* The period of one child */

function fillPeriod(child, from, to, letter) {
  const columns = columnsOf(sheet, from, to);
  if (!columns) return toast(text("period_outside"));
  const row = rowOf.get(child);
  anchor = { row, column: columns.left };
  select({ row, column: columns.right }, true);
  return write(fillChanges(sheet, ids, area, letter, value));
}

const palette = new Palette({
  sheet, outbox, steps: { undo }, fill, fillPeriod,
  selection: () => ({ ids: ids.slice(area.top, area.bottom + 1), days: sheet.days.slice(area.left, area.right + 1), cell: cellAt(active), wrap }),
  confirmDay: (day) => {
    outbox.confirm(day);
    toast(text("day_will_fill", { day: shownDay(day, true) }));
  },
});

function toFirstLack() {
  const day = [...lacking].sort()[0];
  const row = ids.findIndex((child) => sheet.listed(child, day) && !value(child, day).code);
  if (row >= 0) select({ row, column: columnOf.get(day) });
}

function init() {
  for (const id of ids) drawChild(id);
  for (const day of sheet.days) if (drawDay(day)) lacking.add(day);
  for (const key of outbox.pending.wishes.keys()) { const { child, day } = splitKey(key); drawCell(child, day); }
  for (const key of outbox.pending.clashes.keys()) { const { child, day } = splitKey(key); drawCell(child, day); }
  drawWhole();
  drawSteps();
  table.addEventListener("keydown", onKey);
  wrap.addEventListener("pointerdown", onDown);
  addEventListener("pointermove", onMove);
  addEventListener("pointerup", onUp);
  wrap.addEventListener("click", onTap);
  addEventListener("resize", () => drawSelection());
  for (const button of document.querySelectorAll("[data-step]")) button.addEventListener("click", button.dataset.step === "undo" ? undo : redo);
  document.getElementById("unfilled")?.addEventListener("click", toFirstLack);
  select(active, false, false);
  const today = table.tHead.rows[0].cells[active.column + 1];
  const names = table.tHead.rows[0].cells[0].offsetWidth;
  wrap.scrollLeft = Math.max(0, today.offsetLeft + today.offsetWidth - wrap.clientWidth + 8, innerWidth < 600 ? today.offsetLeft - names - 200 : 0);
}

if (lines.length) init();
outbox.start();

// Joins the outbox to a page: the words of the save state, notices of clashes and refusals, leaving, coming back online.
import { announce, icon, make, readJson } from "./dom.js";
import { Outbox } from "./outbox.js";
import { Sheet, clock, shownDay, splitKey } from "./sheet.js";
import { text } from "./texts.js";

const ICONS = { saved: "check", waiting: "clock", sending: "clock", offline: "offline", error: "error", signin: "error" };

function storage() {
  try { return localStorage; } catch { return null; }
}

function tokenTag() {
  return document.querySelector('meta[name="csrf-token"]');
}

/** A token that fits the session as it is now; null when the session has ended. */
async function newToken() {
  const response = await fetch("/csrf-token", { credentials: "same-origin", headers: { Accept: "application/json" } });
  if (response.status === 401) return null;
  if (response.ok) tokenTag().content = (await response.json()).token;
  return tokenTag().content;
}

/** The words of a state: {line, note}. */
export function words(state) {
  const { kind, count, at, reason } = state;
  if (kind === "saved") return { line: at ? text("saved_at", { time: at }) : text("saved"), note: "" };
  if (kind === "offline") return { line: text("offline", { count }), note: text("offline_note") };
  if (kind === "signin") return { line: text("signed_out"), note: text("kept", { count }) };
  if (kind === "error") return { line: reason === "closed" ? text("sheet_closed") : reason || text("not_saved"), note: text("kept", { count }) };
  return { line: text("saving"), note: "" };
}

/** The page's sheet and outbox; `hooks` are {onCells, onState, onSheetState}. */
export function openSheet(hooks) {
  const data = readJson("sheet");
  const sheet = new Sheet(data);
  const clashes = new Map();
  const outbox = new Outbox(sheet, {
    user: document.body.dataset.user, storage: storage(), page: location.pathname, title: `${data.group.name ?? ""} ${data.monthTitle ?? ""}`.trim(),
    token: () => tokenTag().content, newToken, visible: () => !document.hidden,
    onCells: (keys) => hooks.onCells(keys),
    onState: (state) => { drawState(state, outbox); hooks.onState?.(state); },
    onClash: (key, theirs) => drawClash(key, theirs, sheet, outbox, clashes),
    onRejected: (lost, error, cells) => drawRejected(lost, error, cells, sheet),
    onSheetState: (state) => drawSheetState(state),
  });
  listen(outbox);
  return { sheet, outbox };
}

let lastSaid = "";
function drawState(state, outbox) {
  const box = document.querySelector("[data-save-state]");
  if (!box || box.dataset.kind === "readonly") return;
  const said = words(state);
  box.dataset.kind = state.kind;
  box.querySelector("svg").replaceWith(icon(ICONS[state.kind]));
  box.querySelector(".line").textContent = said.line;
  box.querySelector(".note").textContent = said.note || box.dataset.note || "";
  drawStateActions(box, state, outbox);
  if (["waiting", "sending"].includes(state.kind)) return;
  if (state.kind !== lastSaid || state.kind !== "saved") announce([said.line, said.note].filter(Boolean).map((part) => part.replace(/\.$/, "")).join(". "));
  lastSaid = state.kind;
}

function drawStateActions(box, state, outbox) {
  const acts = box.querySelector(".acts");
  acts.replaceChildren();
  if (state.kind === "signin") {
    acts.append(make("a", { class: "btn btn-small", href: `/sign-in?next=${encodeURIComponent(location.pathname)}` }, text("sign_in")));
  } else if (state.kind === "offline" || state.kind === "error") {
    acts.append(make("button", { class: "btn btn-small", type: "button", onclick: () => outbox.retry() }, text("retry")));
    if (state.kind === "error") acts.append(make("button", { class: "btn btn-small btn-danger", type: "button", onclick: () => outbox.discard() }, text("discard")));
  }
}

function shownLetter(letter, sheet) {
  if (letter === null || letter === undefined) return text("nothing");
  return sheet.codes.get(letter)?.present ? text("present") : `«${letter}»`;
}

/** A clash stands above the grid until somebody chooses; `theirs` given = the other side only learns of it. */
function drawClash(key, told, sheet, outbox, drawn) {
  const clash = told ?? outbox.pending.clashes.get(key);
  const mark = `${key}:${clash?.version}`;
  if (!clash || (told && (outbox.pending.clashes.has(key) || drawn.get(key) === mark))) return;
  drawn.set(key, mark);
  const { child, day } = splitKey(key);
  const values = { name: sheet.children.get(child)?.name ?? "", day: shownDay(day), by: clash.by, time: clock(clash.at),
    yours: shownLetter(clash.yours, sheet), theirs: shownLetter(clash.theirs, sheet) };
  document.getElementById(`clash-${key}`)?.remove();
  const box = make("div", { class: "notice red", id: `clash-${key}`, role: "alert" }, icon("warning"),
    make("div", { class: "say" }, make("b", {}, `${text("clash_title")} `), text(told ? "clash_told" : "clash", values)));
  const close = (choice) => { box.remove(); outbox.resolve(key, choice); };
  box.append(told
    ? make("div", { class: "acts" }, make("button", { class: "btn btn-small", type: "button", onclick: () => box.remove() }, text("understood")))
    : make("div", { class: "acts" },
      make("button", { class: "btn btn-small", type: "button", onclick: () => close("theirs") }, text("keep_theirs", values)),
      make("button", { class: "btn btn-small", type: "button", onclick: () => close("yours") }, text("put_yours", values))));
  document.getElementById("notices").append(box);
}

function drawRejected(lost, error, cells, sheet) {
  const lines = lost.map(({ child, day, code }) => {
    const own = cells.find((cell) => cell.child === child && cell.day === day)?.error;
    return own ?? text("rejected_cell", { name: sheet.children.get(child)?.name ?? "", day: shownDay(day), code: shownLetter(code, sheet), error });
  });
  const box = make("div", { class: "notice red", role: "alert" }, icon("error"),
    make("div", { class: "say" }, make("b", {}, text("rejected_title")), make("ul", {}, ...(lines.length ? lines : [error]).map((line) => make("li", {}, line)))),
    make("div", { class: "acts" }, make("button", { class: "btn btn-small", type: "button", onclick: () => box.remove() }, text("understood"))));
  document.getElementById("notices").append(box);
}

function drawSheetState(state) {
  const box = make("div", { class: "notice amber", role: "status" }, icon("lock"), make("div", { class: "say" }, text(`now_${state}`)),
    make("div", { class: "acts" }, make("a", { class: "btn btn-small", href: location.href }, text("reload"))));
  document.getElementById("notices").append(box);
}

function listen(outbox) {
  addEventListener("online", () => outbox.retry());
  addEventListener("beforeunload", (event) => {
    if (!outbox.pending.count || outbox.state.kind === "signin") return;
    event.preventDefault();
    event.returnValue = "";
  });
  document.addEventListener("visibilitychange", () => {
    outbox.flush();
    if (!document.hidden) outbox.poll();
  });
}

import assert from "node:assert/strict";
import { test } from "node:test";
import { Steps, box, columnsOf, copied, fillChanges, pasteChanges, size } from "../../app/static/js/ranges.js";
import { mark, sheet } from "./cast.mjs";

const IDS = [1, 2, 3];
const valueIn = (page) => (child, day) => ({ code: page.letter(child, day), document: false });

test("a range is the same whichever corner it began at", () => {
  const area = box({ row: 2, column: 4 }, { row: 0, column: 1 });
  assert.deepEqual(area, { top: 0, bottom: 2, left: 1, right: 4 });
  assert.equal(size(area), 12);
});

test("a fill leaves out days off, days ahead and children not listed, and says why", () => {
  const page = sheet();
  const { changes, refused } = fillChanges(page, IDS, { top: 0, bottom: 2, left: 0, right: 6 }, "Н", valueIn(page));
  assert.deepEqual(changes.map(({ child, day }) => `${child} ${day.slice(8)}`), ["1 16", "1 17", "1 18", "2 16", "2 17", "3 17", "3 18"]);
  assert.deepEqual(refused, { future: 4, off: 6, stranger: 4 });
});

test("a cell that holds the letter already is no change", () => {
  const page = sheet({ 1: { "2026-11-16": mark("Н") } });
  assert.equal(fillChanges(page, IDS, { top: 0, bottom: 0, left: 0, right: 1 }, "Н", valueIn(page)).changes.length, 1);
});

test("a mark ahead, made by a document, can be cleared", () => {
  const page = sheet({ 1: { "2026-11-19": mark("О") } });
  assert.deepEqual(fillChanges(page, IDS, { top: 0, bottom: 0, left: 3, right: 3 }, null, valueIn(page)).changes, [{ child: 1, day: "2026-11-19", before: "О", after: null }]);
});

test("nothing can be written on a closed sheet", () => {
  const page = sheet({}, { editable: false });
  assert.deepEqual(fillChanges(page, IDS, { top: 0, bottom: 0, left: 0, right: 0 }, "Н", valueIn(page)), { changes: [], refused: { closed: 1 } });
});

test("one copied mark fills a whole range", () => {
  const page = sheet({ 1: { "2026-11-16": mark("Б") } });
  const lines = copied(page, IDS, { top: 0, bottom: 0, left: 0, right: 0 }, valueIn(page));
  const { changes } = pasteChanges(page, IDS, { top: 0, bottom: 1, left: 0, right: 1 }, lines, valueIn(page));
  assert.deepEqual(changes.map(({ child, day, after }) => `${child} ${day.slice(8)} ${after}`), ["1 17 Б", "2 16 Б", "2 17 Б"]);
});

test("a copied block is laid from the corner of one chosen cell and cut at the edge", () => {
  const page = sheet({ 1: { "2026-11-16": mark("Б"), "2026-11-17": mark("Н") } });
  const lines = copied(page, IDS, { top: 0, bottom: 0, left: 0, right: 1 }, valueIn(page));
  const { changes } = pasteChanges(page, IDS, { top: 2, bottom: 2, left: 1, right: 1 }, lines, valueIn(page));
  assert.deepEqual(changes.map(({ child, day, after }) => `${child} ${day.slice(8)} ${after}`), ["3 17 Б", "3 18 Н"]);
});

test("a period is cut to the month", () => {
  assert.deepEqual(columnsOf(sheet(), "2026-11-01", "2026-11-18"), { left: 0, right: 2 });
  assert.equal(columnsOf(sheet(), "2026-12-01", "2026-12-05"), null);
});

test("a step is undone and done again; a new step ends the redo", () => {
  const steps = new Steps();
  steps.add([{ child: 1, day: "2026-11-16", before: null, after: "Н" }]);
  assert.deepEqual(steps.undo(), [{ child: 1, day: "2026-11-16", code: null }]);
  assert.deepEqual(steps.redo(), [{ child: 1, day: "2026-11-16", code: "Н" }]);
  steps.undo();
  steps.add([{ child: 1, day: "2026-11-17", before: null, after: "Б" }]);
  assert.equal(steps.canRedo, false);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { Pending } from "../../app/static/js/pending.js";
import { mark, sheet } from "./cast.mjs";

const NOTHING = { cells: {}, present: [], clashes: [] };
const DAY = "2026-11-16";

function begin(marks = {}, record = NOTHING) {
  const page = sheet(marks);
  return { page, pending: new Pending(page, record) };
}

const saved = (child, code, version, day = DAY) => ({ child, day, ...mark(code, version) });

test("a wish names the version that the page knew", () => {
  const { pending } = begin({ 1: { [DAY]: mark("Я", 4) } });
  pending.put(1, DAY, "Н");
  pending.put(2, DAY, "Б");
  assert.deepEqual(pending.batch().cells, [{ child: 1, day: DAY, code: "Н", seen: 4 }, { child: 2, day: DAY, code: "Б", seen: 0 }]);
});

test("a wish taken back before it is sent is forgotten", () => {
  const { pending } = begin();
  pending.put(1, DAY, "Н");
  pending.put(1, DAY, null);
  assert.equal(pending.batch(), null);
});

test("a wish changed while it is on the way is sent once more over the saved version", () => {
  const { pending } = begin();
  pending.put(1, DAY, "Н");
  const body = pending.batch();
  pending.put(1, DAY, "Б");
  pending.settle(body, { saved: [saved(1, "Н", 1)], clashes: [] });
  assert.deepEqual(pending.batch().cells, [{ child: 1, day: DAY, code: "Б", seen: 1 }]);
});

test("a wish taken back while it is on the way is sent as clearing", () => {
  const { pending } = begin();
  pending.put(1, DAY, "Н");
  const body = pending.batch();
  pending.put(1, DAY, null);
  pending.settle(body, { saved: [saved(1, "Н", 1)], clashes: [] });
  assert.deepEqual(pending.batch().cells, [{ child: 1, day: DAY, code: null, seen: 1 }]);
});

test("a request that did not get through loses nothing", () => {
  const { pending } = begin();
  pending.put(1, DAY, "Н");
  pending.confirm(DAY);
  const body = pending.batch();
  pending.putBack();
  assert.deepEqual(pending.batch(), body);
});

test("a clash is kept with both values until somebody chooses", () => {
  const { page, pending } = begin();
  pending.put(1, DAY, "Н");
  const body = pending.batch();
  pending.settle(body, { saved: [], clashes: [{ child: 1, day: DAY, yours: "Н", theirs: "Б", by: "Соловьёва", at: "", version: 3 }] });
  assert.equal(pending.value(1, DAY).clash.yours, "Н");
  assert.equal(pending.value(1, DAY).code, "Б");
  assert.equal(page.letter(1, DAY), "Б");
  assert.equal(pending.count, 0);
  assert.equal(pending.record().clashes.length, 1);
});

test("my value chosen in a clash is sent over their version; their value needs no request", () => {
  for (const [choice, expected] of [["yours", [{ child: 1, day: DAY, code: "Н", seen: 3 }]], ["theirs", undefined]]) {
    const { pending } = begin();
    pending.put(1, DAY, "Н");
    pending.settle(pending.batch(), { saved: [], clashes: [{ child: 1, day: DAY, yours: "Н", theirs: "Б", by: "", at: "", version: 3 }] });
    pending.resolve(`1|${DAY}`, choice);
    assert.deepEqual(pending.batch()?.cells, expected);
  }
});

test("a new letter put into a clashing cell settles the clash", () => {
  const { pending } = begin();
  pending.put(1, DAY, "Н");
  pending.settle(pending.batch(), { saved: [], clashes: [{ child: 1, day: DAY, yours: "Н", theirs: "Б", by: "", at: "", version: 3 }] });
  pending.put(1, DAY, "О");
  assert.deepEqual(pending.batch().cells, [{ child: 1, day: DAY, code: "О", seen: 3 }]);
  assert.equal(pending.clashes.size, 0);
});

test("a cell that held the wish already is settled though the answer does not list it", () => {
  const { pending } = begin();
  pending.put(1, DAY, "Н");
  pending.settle(pending.batch(), { saved: [], clashes: [] });
  assert.equal(pending.value(1, DAY).code, "Н");
  assert.equal(pending.empty, true);
});

test("marks of others come in, older ones do not", () => {
  const { page, pending } = begin({ 1: { [DAY]: mark("Я", 4) } });
  pending.learn({ marks: [saved(1, "Н", 3), saved(2, "Б", 1)] });
  assert.equal(page.letter(1, DAY), "Я");
  assert.equal(page.letter(2, DAY), "Б");
});

test("a wish that somebody else has granted is not sent", () => {
  const { pending } = begin();
  pending.put(1, DAY, "Н");
  pending.learn({ marks: [saved(1, "Н", 1)] });
  assert.equal(pending.count, 0);
});

test("a wish over a cell changed by another keeps the old version, so that the server finds the clash", () => {
  const { pending } = begin();
  pending.put(1, DAY, "Н");
  pending.learn({ marks: [saved(1, "Б", 1)] });
  assert.equal(pending.batch().cells[0].seen, 0);
});

test("what an earlier page left is wished again, but for what is there already", () => {
  const left = { cells: { [`1|${DAY}`]: { code: "Н", seen: 0 }, [`2|${DAY}`]: { code: "Б", seen: 0 } }, present: [DAY], clashes: [] };
  const { pending } = begin({ 2: { [DAY]: mark("Б") } }, left);
  assert.deepEqual(pending.batch(), { cells: [{ child: 1, day: DAY, code: "Н", seen: 0 }], present: [DAY] });
});

test("days to confirm wait for the last cells", () => {
  const { pending } = begin();
  pending.put(1, DAY, "Н");
  pending.put(2, DAY, "Б");
  pending.confirm(DAY);
  assert.deepEqual(pending.batch(1).present, []);
  assert.deepEqual(pending.batch(2).present, [DAY]);
  assert.deepEqual(pending.batch(2, true).present, []);
});

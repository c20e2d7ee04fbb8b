import assert from "node:assert/strict";
import { test } from "node:test";
import { Outbox } from "../../app/static/js/outbox.js";
import { recordKey, unsentSheets } from "../../app/static/js/storage.js";
import { mark, memory, sheet } from "./cast.mjs";

const DAY = "2026-11-16";
const json = (status, body) => ({ status, ok: status < 300, redirected: false, headers: { get: () => "application/json" }, json: async () => body });
const page = (status, redirected = false) => ({ status, ok: status < 300, redirected, headers: { get: () => "text/html" }, json: async () => { throw new Error("not JSON"); } });

/** A server that writes everything, unless `answers` says otherwise for the next requests. */
function begin({ answers = [], storage = memory(), more = {}, marks = {} } = {}) {
  const asked = [];
  const seen = { states: [], clashes: [], rejected: [], timers: [] };
  const send = async (url, init) => {
    const body = JSON.parse(init.body ?? "{}");
    asked.push({ url, body, token: init.headers["X-CSRFToken"] });
    const next = answers.shift();
    if (next instanceof Error) throw next;
    if (typeof next === "function") return next(body);
    return next ?? json(200, { saved: body.cells.map((cell) => ({ ...cell, ...mark(cell.code, cell.seen + 1) })), clashes: [], revision: 6 });
  };
  const outbox = new Outbox(sheet(marks, more), {
    user: "5", storage, fetch: send, page: "/attendance/month/1/2026-11", title: "Звёздочка",
    token: () => "old", newToken: async () => "fresh", time: () => "08:52",
    setTimeout: (run, wait) => { seen.timers.push({ run, wait }); return seen.timers.length; }, clearTimeout: () => {},
    onState: (state) => seen.states.push(state.kind), onClash: (key) => seen.clashes.push(key), onRejected: (lost, error) => seen.rejected.push({ lost, error }),
  });
  return { outbox, asked, seen, storage };
}

const put = (outbox, ...cells) => outbox.put(cells.map(([child, code]) => ({ child, day: DAY, code })));

test("marks go in one request and the state says when they were saved", async () => {
  const { outbox, asked, seen } = begin();
  put(outbox, [1, "Н"], [2, "Б"]);
  await outbox.flush();
  assert.equal(asked.length, 1);
  assert.equal(outbox.state.at, "08:52");
  assert.deepEqual(seen.states.slice(-2), ["sending", "saved"]);
});

test("without a network everything waits, is kept in the browser and is sent later", async () => {
  const { outbox, asked, seen, storage } = begin({ answers: [new TypeError("network"), json(503, {})] });
  put(outbox, [1, "Н"]);
  await outbox.flush();
  assert.deepEqual([outbox.state.kind, outbox.state.count], ["offline", 1]);
  assert.deepEqual(unsentSheets(storage, "5"), [{ url: "/marks", page: "/attendance/month/1/2026-11", title: "Звёздочка", count: 1 }]);
  await outbox.flush();
  await outbox.flush();
  assert.equal(outbox.state.kind, "saved");
  assert.equal(asked.length, 3);
  assert.deepEqual(unsentSheets(storage, "5"), []);
  assert.deepEqual(seen.timers.map((timer) => timer.wait).filter((wait) => wait === 2000 || wait === 4000), [2000, 4000]);
});

test("after a reload the kept marks are sent", async () => {
  const first = begin({ answers: [new TypeError("network")] });
  put(first.outbox, [1, "Н"]);
  await first.outbox.flush();
  const second = begin({ storage: first.storage });
  assert.equal(second.outbox.value(1, DAY).code, "Н");
  await second.outbox.flush();
  assert.equal(second.asked[0].body.cells[0].code, "Н");
  assert.equal(first.storage.length, 0);
});

test("marks of another person on the same computer are not touched", async () => {
  const storage = memory();
  storage.setItem(recordKey("7", "/marks"), JSON.stringify({ cells: { [`1|${DAY}`]: { code: "Б", seen: 0 } } }));
  const { outbox, asked } = begin({ storage });
  await outbox.flush();
  assert.equal(asked.length, 0);
  assert.equal(unsentSheets(storage, "7").length, 1);
});

test("two windows of one person do not lose each other's marks", async () => {
  const storage = memory();
  const one = begin({ storage, answers: [new TypeError("network")] });
  const two = begin({ storage });
  put(one.outbox, [1, "Н"]);
  put(two.outbox, [2, "Б"]);
  await two.outbox.flush();
  assert.deepEqual(Object.keys(JSON.parse(storage.getItem(recordKey("5", "/marks"))).cells), [`1|${DAY}`]);
});

test("a stale CSRF token is exchanged and the request repeated once", async () => {
  const { outbox, asked } = begin({ answers: [json(400, { error: "stale" })] });
  put(outbox, [1, "Н"]);
  await outbox.flush();
  assert.deepEqual(asked.map((request) => request.token), ["old", "fresh"]);
  assert.equal(outbox.state.kind, "saved");
});

test("when the session has ended nothing is lost and nothing is sent in vain", async () => {
  for (const answer of [json(401, {}), page(200, true)]) {
    const { outbox, asked, storage } = begin({ answers: [answer] });
    put(outbox, [1, "Н"]);
    await outbox.flush();
    put(outbox, [2, "Б"]);
    await outbox.flush();
    assert.equal(outbox.state.kind, "signin");
    assert.equal(asked.length, 1);
    assert.equal(unsentSheets(storage, "5")[0].count, 2);
  }
});

test("a clash is told and the other cells are saved", async () => {
  const { outbox, seen } = begin({ answers: [(body) => json(409, { saved: [{ ...body.cells[1], ...mark("Б", 1) }], clashes: [{ child: 1, day: DAY, yours: "Н", theirs: "О", by: "Соловьёва", at: "", version: 2 }], revision: 6 })] });
  put(outbox, [1, "Н"], [2, "Б"]);
  await outbox.flush();
  assert.deepEqual(seen.clashes, [`1|${DAY}`]);
  assert.equal(outbox.value(2, DAY).waiting, false);
  assert.equal(outbox.state.kind, "saved");
});

test("a closed sheet stops the sending and says so; the marks stay until the person gives them up", async () => {
  const { outbox, storage } = begin({ answers: [json(409, { error: "Табель закрыт." })] });
  put(outbox, [1, "Н"]);
  await outbox.flush();
  assert.deepEqual([outbox.state.kind, outbox.state.reason, outbox.state.count], ["error", "Табель закрыт.", 1]);
  outbox.discard();
  assert.equal(outbox.state.kind, "saved");
  assert.equal(storage.length, 0);
});

test("of a refused batch only the guilty cell is lost, named by the server", async () => {
  const { outbox, asked, seen } = begin({ answers: [json(422, { error: "нельзя", cells: [{ child: 2, day: DAY, error: "нельзя" }] })] });
  put(outbox, [1, "Н"], [2, "Б"]);
  await outbox.flush();
  assert.deepEqual(seen.rejected[0].lost, [{ child: 2, day: DAY, code: "Б" }]);
  assert.deepEqual(asked[1].body.cells.map((cell) => cell.child), [1]);
  assert.equal(outbox.state.kind, "saved");
});

test("a guilty cell that the server does not name is found by halving", async () => {
  const refuseThird = (body) => (body.cells.some((cell) => cell.child === 3) ? json(422, { error: "нельзя" }) : undefined);
  const server = (body) => refuseThird(body) ?? json(200, { saved: body.cells.map((cell) => ({ ...cell, ...mark(cell.code, 1) })), clashes: [] });
  const { outbox, seen } = begin({ answers: Array(20).fill(server) });
  put(outbox, [1, "Н"], [2, "Б"]);
  outbox.put([{ child: 3, day: "2026-11-17", code: "Н" }]);
  await outbox.flush();
  assert.deepEqual(seen.rejected.map((item) => item.lost.map((cell) => cell.child)), [[3]]);
  assert.equal(outbox.sheet.letter(1, DAY), "Н");
  assert.equal(outbox.sheet.letter(2, DAY), "Б");
});

test("a day that cannot be confirmed is told, the marks of the same request are kept", async () => {
  const server = (body) => (body.present.length ? json(422, { error: "День впереди." }) : json(200, { saved: body.cells.map((cell) => ({ ...cell, ...mark(cell.code, 1) })), clashes: [] }));
  const { outbox, seen } = begin({ answers: Array(10).fill(server) });
  put(outbox, [1, "Н"]);
  outbox.confirm(DAY);
  await outbox.flush();
  assert.equal(outbox.sheet.letter(1, DAY), "Н");
  assert.deepEqual(seen.rejected, [{ lost: [], error: "День впереди." }]);
  assert.equal(outbox.pending.count, 0);
});

test("changes of others are asked for by revision, and only their answer moves it", async () => {
  const { outbox, asked } = begin({ answers: [undefined, json(200, { marks: [{ child: 2, day: DAY, ...mark("О", 1) }], clashes: [], state: "open", revision: 9 })] });
  put(outbox, [1, "Н"]);
  await outbox.flush();
  await outbox.poll();
  assert.equal(asked[1].url, "/changes?since=5");
  assert.equal(outbox.sheet.revision, 9);
  assert.equal(outbox.value(2, DAY).code, "О");
});

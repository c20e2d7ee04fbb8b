import assert from "node:assert/strict";
import test from "node:test";
import { nextPause, shownNumber, summed } from "../../app/static/js/counts.js";

test("a place that names two numbers shows their sum", () => {
  assert.equal(summed({ board: 2, mail: 3, bell: 9 }, "board mail"), 5);
  assert.equal(summed({ board: 2 }, "mail"), 0);
});

test("nothing unread shows no number, many show that they are many", () => {
  assert.equal(shownNumber(0), "");
  assert.equal(shownNumber(99), "99");
  assert.equal(shownNumber(120), "99+");
});

test("while nothing changes the page asks more and more rarely", () => {
  assert.equal(nextPause(60_000, false), 90_000);
  assert.equal(nextPause(230_000, false), 240_000);
  assert.equal(nextPause(240_000, true), 60_000);
});

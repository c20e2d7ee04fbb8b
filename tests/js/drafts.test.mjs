import assert from "node:assert/strict";
import { test } from "node:test";
import { waits } from "../../app/static/js/drafts.js";

test("the first draft is kept some seconds after the last key", () => {
  assert.equal(waits(100_000, 0), 4_000);
});

test("who types on is kept at most every twenty seconds", () => {
  assert.equal(waits(105_000, 100_000), 15_000);
  assert.equal(waits(119_000, 100_000), 4_000);
});

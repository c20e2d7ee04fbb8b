import assert from "node:assert/strict";
import { test } from "node:test";
import { conditions, readSaved, withSaved } from "../../app/static/js/saved-filters.js";

const storage = (value) => ({ getItem: () => value });

test("what another program left in the storage is no list of filters", () => {
  for (const value of [null, "", "{", "{}", "[1]", '[{"name": 1}]']) assert.deepEqual(readSaved(storage(value), "x").filter((one) => one.query), []);
});

test("a filter of the same name is written over", () => {
  const kept = withSaved([{ name: "Мои", query: "q=а" }, { name: "Другие", query: "q=б" }], "Мои", "q=в");
  assert.deepEqual(kept.map((one) => one.query), ["q=б", "q=в"]);
});

test("at most fifty filters stay", () => {
  let kept = [];
  for (let number = 0; number < 60; number += 1) kept = withSaved(kept, `${number}`, "q=1");
  assert.equal(kept.length, 50);
  assert.equal(kept.at(-1).name, "59");
});

test("a kept filter begins at its first page", () => {
  assert.equal(conditions("?q=а&page=3&f.sex=male"), "q=%D0%B0&f.sex=male");
});

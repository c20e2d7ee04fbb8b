import assert from "node:assert/strict";
import { test } from "node:test";
import { conditions } from "../../app/static/js/saved-filters.js";

test("a kept filter begins at its first page", () => {
  assert.equal(conditions("?q=а&page=3&f.sex=male"), "q=%D0%B0&f.sex=male");
});

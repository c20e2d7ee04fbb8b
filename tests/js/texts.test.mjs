import assert from "node:assert/strict";
import { test } from "node:test";
import { clock, shownDay } from "../../app/static/js/sheet.js";
import { addTexts, pluralForm, text } from "../../app/static/js/texts.js";

test("a russian count takes its form", () => {
  assert.deepEqual([1, 2, 5, 11, 12, 21, 22, 25, 111, 101].map(pluralForm), ["one", "few", "many", "many", "many", "one", "few", "many", "many", "one"]);
});

test("a text takes its values and its plural form", () => {
  addTexts({ offline: { one: "{count} отметка ждёт", few: "{count} отметки ждут", many: "{count} отметок ждут" }, saved: "Сохранено {time}" });
  assert.equal(text("offline", { count: 3 }), "3 отметки ждут");
  assert.equal(text("saved", { time: "08:52" }), "Сохранено 08:52");
});

test("a moment shows the clock of the organisation, whatever zone the browser is in", () => {
  assert.equal(clock("2026-11-24T08:47:00+03:00"), "08:47");
  assert.equal(clock("08:47"), "08:47");
  assert.equal(clock(null), "");
});

test("a day is shown the Russian way", () => {
  assert.equal(shownDay("2026-11-24"), "24.11.2026");
  assert.equal(shownDay("2026-11-24", true), "24.11");
});

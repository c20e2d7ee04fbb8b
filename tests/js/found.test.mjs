import assert from "node:assert/strict";
import { test } from "node:test";
import { isEnough, lineBy, linesOf, marked } from "../../app/static/js/found.js";

const groups = [
  { kind: "child", items: [{ label: "Ёлкин", href: "/children/1" }, { label: "Белов", href: "/children/2" }], more: "/children/?q=ел" },
  { kind: "page", items: [{ label: "Дети", href: "/children/" }], more: null },
];

test("the lines stand in the order shown, the way to all of a kind last of its kind", () => {
  assert.deepEqual(linesOf(groups, "Все").map((line) => [line.label, line.group]), [["Ёлкин", 0], ["Белов", 0], ["Все", 0], ["Дети", 1]]);
  assert.deepEqual(linesOf([], "Все"), []);
});

test("the arrows go round, page keys stop at the ends, other keys stay", () => {
  assert.equal(lineBy("ArrowDown", 3, 4), 0);
  assert.equal(lineBy("ArrowUp", 0, 4), 3);
  assert.equal(lineBy("ArrowUp", -1, 4), 3);
  assert.equal(lineBy("PageDown", 2, 4), 3);
  assert.equal(lineBy("PageUp", 2, 4), 0);
  assert.equal(lineBy("a", 2, 4), 2);
  assert.equal(lineBy("ArrowDown", -1, 0), -1);
});

test("found words are marked without regard to case and ё", () => {
  assert.deepEqual(marked("Ёлкин Иван", "ИВ елк"), [{ text: "Ёлк", hit: true }, { text: "ин ", hit: false }, { text: "Ив", hit: true }, { text: "ан", hit: false }]);
  assert.deepEqual(marked("Белов", ""), [{ text: "Белов", hit: false }]);
});

test("two letters or digits are enough, signs do not count", () => {
  assert.deepEqual(["", "д", "д ", "%_", "дё", "55"].map(isEnough), [false, false, false, false, true, true]);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { command, letterOf, move } from "../../app/static/js/keys.js";

const LETTERS = ["Я", "Н", "Б", "О", "П", "К"];
const at = { row: 3, column: 10 };

test("a cyrillic letter names its code, small or capital", () => {
  assert.equal(letterOf({ key: "н" }, LETTERS), "Н");
  assert.equal(letterOf({ key: "Б" }, LETTERS), "Б");
});

test("with the latin layout on, the same key gives the same code", () => {
  assert.equal(letterOf({ key: "y", code: "KeyY" }, LETTERS), "Н");
  assert.equal(letterOf({ key: ",", code: "Comma" }, LETTERS), "Б");
  assert.equal(letterOf({ key: "j", code: "KeyJ" }, LETTERS), "О");
  assert.equal(letterOf({ key: "z" }, LETTERS), "Я");
});

test("an unknown letter and a letter with Ctrl are no code", () => {
  assert.equal(letterOf({ key: "w" }, LETTERS), null);
  assert.equal(letterOf({ key: "н", ctrlKey: true }, LETTERS), null);
  assert.equal(letterOf({ key: "Enter" }, LETTERS), null);
});

test("arrows move by one cell and stop at the edges", () => {
  assert.deepEqual(move({ key: "ArrowRight" }, at, 25, 30), { row: 3, column: 11 });
  assert.deepEqual(move({ key: "ArrowUp" }, { row: 0, column: 0 }, 25, 30), { row: 0, column: 0 });
});

test("Home and End go to the ends of the month, with Ctrl to the corners", () => {
  assert.deepEqual(move({ key: "Home" }, at, 25, 30), { row: 3, column: 0 });
  assert.deepEqual(move({ key: "End", ctrlKey: true }, at, 25, 30), { row: 24, column: 29 });
});

test("Enter goes to the next child", () => {
  assert.deepEqual(move({ key: "Enter" }, at, 25, 30), { row: 4, column: 10 });
});

test("undo, redo, copy and paste work in any layout", () => {
  assert.equal(command({ ctrlKey: true, code: "KeyZ", key: "я" }), "undo");
  assert.equal(command({ ctrlKey: true, shiftKey: true, code: "KeyZ", key: "Я" }), "redo");
  assert.equal(command({ metaKey: true, code: "KeyC", key: "с" }), "copy");
  assert.equal(command({ code: "KeyZ", key: "я" }), "");
});

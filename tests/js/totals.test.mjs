import assert from "node:assert/strict";
import { test } from "node:test";
import { childTotals, dayTotals, wholeTotals } from "../../app/static/js/totals.js";
import { mark, sheet } from "./cast.mjs";

const valueIn = (page) => (child, day) => {
  const found = page.mark(child, day);
  return { code: found?.code ?? null, document: found?.document ?? false };
};

const days = (...letters) => Object.fromEntries(letters.map((letter, at) => [`2026-11-${16 + at}`, letter && (Array.isArray(letter) ? mark(letter[0], 1, letter[1]) : mark(letter))]).filter(([, found]) => found));

function totals(letters, more = {}) {
  const page = sheet({ 1: days(...letters) }, more);
  return childTotals(page, 1, valueIn(page));
}

test("the plan is the working days while the child is listed", () => {
  const page = sheet();
  assert.deepEqual([1, 2, 3].map((child) => childTotals(page, child, valueIn(page)).plan), [5, 2, 4]);
});

test("present, missed and unfilled make up the plan", () => {
  const sum = totals(["Я", "Н", ["Б", true]]);
  assert.deepEqual([sum.present, sum.missed, sum.unfilled, sum.plan], [1, 2, 2, 5]);
  assert.equal(sum.missed, sum.missedIll + sum.missedOther);
});

test("an excused day is not paid for, an unexcused one is", () => {
  assert.equal(totals(["Н"]).payable, 5);
  assert.equal(totals([["О", true]]).payable, 4);
});

test("illness without its certificate is charged until the certificate comes", () => {
  assert.equal(totals(["Б"]).payable, 5);
  assert.equal(totals(["Б"]).undocumented, 1);
  assert.equal(totals([["Б", true]]).payable, 4);
});

test("where no certificate is required, illness is excused at once", () => {
  assert.equal(totals(["Б"], { sickNoteRequired: false }).payable, 4);
});

test("a closed day leaves the plan and is not missed", () => {
  const sum = totals(["Р", "Я"]);
  assert.deepEqual([sum.plan, sum.closed, sum.missed, sum.payable], [4, 1, 0, 4]);
});

test("marks on days off and outside the stay do not count", () => {
  const page = sheet({ 2: { "2026-11-18": mark("Н"), "2026-11-21": mark("Я") } });
  assert.deepEqual(childTotals(page, 2, valueIn(page)), { ...childTotals(sheet(), 2, valueIn(sheet())) });
});

test("a day counts those listed on it, by what they have", () => {
  const page = sheet({ 1: days("Я", "Я"), 2: days("Н", "Б"), 3: days(null, "Р") });
  assert.deepEqual(dayTotals(page, "2026-11-17", valueIn(page)), { listed: 3, present: 1, absent: 1, unfilled: 0, closed: 1 });
  assert.deepEqual(dayTotals(page, "2026-11-21", valueIn(page)), { listed: 2, present: 0, absent: 0, unfilled: 0, closed: 0 });
});

test("the whole sheet is the sum of its lines", () => {
  const page = sheet({ 1: days("Я", "Н"), 2: days("Я"), 3: days(null, "Я") });
  const whole = wholeTotals([1, 2, 3].map((child) => childTotals(page, child, valueIn(page))));
  assert.deepEqual([whole.plan, whole.present, whole.missed, whole.unfilled], [11, 3, 1, 7]);
});

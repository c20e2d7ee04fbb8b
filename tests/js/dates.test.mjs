import assert from "node:assert/strict";
import { test } from "node:test";
import { clock, followed, iso, led, masked, weeks, whole, written } from "../../app/static/js/dates.js";

function typed(keys) {
  return [...keys].reduce((value, key) => masked(value + key), "");
}

test("a date is typed as digits alone, with full stops or with other marks between", () => {
  for (const keys of ["24112026", "24.11.2026", "24/11/2026", "24-11-2026", "24,11,2026"]) assert.equal(typed(keys), "24.11.2026", keys);
  assert.equal(typed("1.9.2026"), "01.09.2026");
  assert.equal(masked("2026-11-24"), "24.11.2026");
});

test("a full stop that was taken away does not come back", () => {
  assert.equal(masked("24", true), "24");
  assert.equal(masked("24"), "24.");
  assert.equal(masked("24.11", true), "24.11");
});

test("only days that exist are dates", () => {
  assert.equal(iso("29.02.2028"), "2028-02-29");
  for (const wrong of ["", "29.02.2026", "31.04.2026", "24.13.2026", "24.11.1026", "24.11", "текст"]) assert.equal(iso(wrong), "", wrong);
  assert.equal(written("2026-11-24"), "24.11.2026");
});

test("the last day is never left before the first", () => {
  assert.equal(followed("02.12.2026", "01.12.2026"), "02.12.2026");
  assert.equal(followed("02.12.2026", "05.12.2026"), "05.12.2026");
  assert.equal(followed("02.12.2026", ""), "");
  assert.equal(followed("31.02.2026", "01.12.2026"), "01.12.2026");
});

test("a year of two digits is one that a living person can mean", () => {
  assert.equal(whole("24.11.26", 2026), "24.11.2026");
  assert.equal(whole("24.11.36", 2026), "24.11.2036");
  assert.equal(whole("24.11.85", 2026), "24.11.1985");
  assert.equal(whole("24.11.2026", 2026), "24.11.2026");
});

test("a time is typed without its colon", () => {
  for (const [keys, time] of [["9", "09:00"], ["930", "09:30"], ["0930", "09:30"], ["9.30", "09:30"], ["25", "25"], ["", ""]]) assert.equal(clock(keys), time, keys);
});

test("weeks begin on Monday and hold every day of the month", () => {
  const november = weeks(2026, 11);
  assert.equal(november[0][0], "2026-10-26");
  assert.equal(november.at(-1)[6], "2026-12-06");
  assert.equal(weeks(2027, 2).length, 4); // Monday to Sunday, four whole weeks
});

test("keys lead over the borders of weeks, months and years", () => {
  assert.equal(led("2026-12-31", "ArrowRight"), "2027-01-01");
  assert.equal(led("2026-11-02", "ArrowUp"), "2026-10-26");
  assert.equal(led("2026-11-25", "Home"), "2026-11-23");
  assert.equal(led("2026-11-25", "End"), "2026-11-29");
  assert.equal(led("2026-01-31", "PageDown"), "2026-02-28");
  assert.equal(led("2026-11-25", "x"), null);
});

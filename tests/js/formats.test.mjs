import assert from "node:assert/strict";
import { test } from "node:test";
import { phone, snils } from "../../app/static/js/formats.js";

test("a Russian telephone number is written the Russian way, however it was typed", () => {
  for (const typed of ["89005550152", "9005550152", "+7 900 555 01 52", "8(900)555-01-52", "79005550152"]) assert.equal(phone(typed), "+7 (900) 555-01-52", typed);
});

test("what is no Russian number stays as it was typed", () => {
  for (const typed of ["", "555", "+375 29 555 01 52", "890055501520", "нет"]) assert.equal(phone(typed), typed);
});

test("a SNILS is written with its hyphens once it is whole", () => {
  assert.equal(snils("11223344595"), "112-233-445 95");
  assert.equal(snils("112 233 445 95"), "112-233-445 95");
  assert.equal(snils("1122334459"), "1122334459");
});

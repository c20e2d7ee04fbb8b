// A small sheet for the tests: three children, the week 16–22 November 2026, today is the 18th.
import { Sheet } from "../../app/static/js/sheet.js";

const code = (letter, more) => ({ letter, name: letter, short: letter, tint: "blue", present: false, excused: false, illness: false, counts: true, needsDocument: false, typable: true, ...more });

export const CODES = [
  code("Я", { present: true }), code("Н", { tint: "red" }),
  code("Б", { excused: true, illness: true, needsDocument: true, tint: "amber" }),
  code("О", { excused: true, needsDocument: true }), code("Р", { excused: true, counts: false, needsDocument: true }),
  code("В", { typable: false, counts: false }),
];

export const DAYS = ["16", "17", "18", "19", "20", "21", "22"].map((date) => ({
  date: `2026-11-${date}`, kind: date > "20" ? "off" : "working", title: "",
}));

/** Marks as the server sends them: by child and number of the day, without names of fields. */
function brief(marks) {
  const row = (days) => Object.fromEntries(Object.entries(days).map(([day, mark]) => [String(Number(day.slice(8))), [mark.code, mark.version, mark.document, mark.by, mark.at]]));
  return Object.fromEntries(Object.entries(marks).map(([child, days]) => [child, row(days)]));
}

export function sheet(marks = {}, more = {}) {
  return new Sheet({
    group: { id: 1, name: "Звёздочка" }, month: "2026-11", today: "2026-11-18", state: "open", editable: true, revision: 5, sickNoteRequired: true,
    days: DAYS, codes: CODES, marks: brief(marks), urls: { marks: "/marks", changes: "/changes" },
    children: [
      { id: 1, name: "Абрамов Тимофей", from: "2026-09-01", to: null },
      { id: 2, name: "Борисов Захар", from: "2026-09-01", to: "2026-11-18" },
      { id: 3, name: "Ковалёв Кирилл", from: "2026-11-17", to: null },
    ],
    ...more,
  });
}

export const mark = (letter, version = 1, document = false) => ({ code: letter, version, document, by: "Мельникова И. П.", at: "2026-11-18T08:40:00+03:00" });

/** A storage as the browser's. */
export function memory() {
  const map = new Map();
  return { getItem: (key) => map.get(key) ?? null, setItem: (key, value) => map.set(key, value), removeItem: (key) => map.delete(key), key: (at) => [...map.keys()][at], get length() { return map.size; } };
}

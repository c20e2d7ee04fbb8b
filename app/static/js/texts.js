// Texts of a page come from the server's catalogue in <script class="texts">; a text is a string or plural forms.
let dictionary = {};

/** Replaces {name} by the value; an unknown name stays visible, so that a missing value is noticed. */
export function fill(template, values = {}) {
  return template.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** The form of a Russian count: 1, 21 — one; 2–4, 22 — few; all others — many. */
export function pluralForm(count) {
  const tail = Math.abs(count) % 100;
  if (tail > 10 && tail < 20) return "many";
  if (tail % 10 === 1) return "one";
  return tail % 10 >= 2 && tail % 10 <= 4 ? "few" : "many";
}

/** The text under a key; `count` picks the plural form. */
export function text(key, values = {}) {
  const found = dictionary[key];
  if (found === undefined) return key;
  if (typeof found === "string") return fill(found, values);
  return fill(found[pluralForm(values.count)], values);
}

/** Adds texts; called by readTexts and by tests. */
export function addTexts(more) {
  dictionary = { ...dictionary, ...more };
}

export function readTexts(root = document) {
  for (const element of root.querySelectorAll("script.texts")) addTexts(JSON.parse(element.textContent));
}

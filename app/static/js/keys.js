// What a key means in the grid. No DOM here: plain {key, code, ctrlKey, …} in.

// The Cyrillic letter on each physical key, so that a letter works when the Latin layout is on.
const ROWS = [["QWERTYUIOP", "ЙЦУКЕНГШЩЗ"], ["ASDFGHJKL", "ФЫВАПРОЛД"], ["ZXCVBNM", "ЯЧСМИТЬ"]];
const BY_LATIN = new Map(ROWS.flatMap(([latin, cyrillic]) => [...latin].map((letter, at) => [letter, cyrillic[at]])));
for (const [sign, letter] of [["[", "Х"], ["]", "Ъ"], [";", "Ж"], ["'", "Э"], [",", "Б"], [".", "Ю"], ["`", "Ё"]]) BY_LATIN.set(sign, letter);

/** The letter of a code for a pressed key, or null. The typed letter goes first, then the same key in the Russian layout. */
export function letterOf(event, letters) {
  if (event.ctrlKey || event.metaKey || event.altKey || !event.key || event.key.length !== 1) return null;
  const typed = event.key.toUpperCase();
  if (letters.includes(typed)) return typed;
  const same = BY_LATIN.get(typed);
  return same && letters.includes(same) ? same : null;
}

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/** Where a key leads from {row, column} in a grid of `rows` × `columns`; null when it does not move. */
export function move(event, at, rows, columns) {
  const put = (row, column) => ({ row: Math.max(0, Math.min(rows - 1, row)), column: Math.max(0, Math.min(columns - 1, column)) });
  const far = event.ctrlKey || event.metaKey;
  const step = STEPS[event.key];
  if (step) {
    if (far) return put(step[0] ? (step[0] < 0 ? 0 : rows - 1) : at.row, step[1] ? (step[1] < 0 ? 0 : columns - 1) : at.column);
    return put(at.row + step[0], at.column + step[1]);
  }
  if (event.key === "Home") return put(far ? 0 : at.row, 0);
  if (event.key === "End") return put(far ? rows - 1 : at.row, columns - 1);
  if (event.key === "PageUp") return put(at.row - 10, at.column);
  if (event.key === "PageDown") return put(at.row + 10, at.column);
  if (event.key === "Enter") return put(at.row + (event.shiftKey ? -1 : 1), at.column);
  return null;
}

/** undo | redo | copy | paste | "" — in both layouts, by the physical key. */
export function command(event) {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return "";
  const physical = event.code || `Key${(event.key ?? "").toUpperCase()}`;
  if (physical === "KeyZ") return event.shiftKey ? "redo" : "undo";
  return { KeyY: "redo", KeyC: "copy", KeyV: "paste" }[physical] ?? "";
}

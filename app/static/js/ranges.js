// Rectangles of cells and what a fill writes into them. Rows are children, columns are days. No DOM here.

/** The rectangle between two corners: {top, bottom, left, right}, all inclusive. */
export function box(one, other) {
  return {
    top: Math.min(one.row, other.row), bottom: Math.max(one.row, other.row),
    left: Math.min(one.column, other.column), right: Math.max(one.column, other.column),
  };
}

export function holds(area, row, column) {
  return row >= area.top && row <= area.bottom && column >= area.left && column <= area.right;
}

export function size(area) {
  return (area.bottom - area.top + 1) * (area.right - area.left + 1);
}

/** All positions of a rectangle, row by row. */
export function positions(area) {
  const all = [];
  for (let row = area.top; row <= area.bottom; row += 1) {
    for (let column = area.left; column <= area.right; column += 1) all.push({ row, column });
  }
  return all;
}

/**
 * Changes that put one letter (null = clear) into a rectangle.
 * `ids` are the children of the rows. Cells that may not hold it are left out and counted by reason in `refused`.
 */
export function fillChanges(sheet, ids, area, letter, valueOf) {
  const changes = [];
  const refused = {};
  for (const { row, column } of positions(area)) {
    const child = ids[row];
    const day = sheet.days[column];
    const reason = sheet.refusal(child, day, letter);
    if (reason) refused[reason] = (refused[reason] ?? 0) + 1;
    else if (valueOf(child, day).code !== letter) changes.push({ child, day, before: valueOf(child, day).code, after: letter });
  }
  return { changes, refused };
}

/** What Ctrl+C takes: letters of a rectangle, row by row. */
export function copied(sheet, ids, area, valueOf) {
  const lines = [];
  for (let row = area.top; row <= area.bottom; row += 1) {
    const line = [];
    for (let column = area.left; column <= area.right; column += 1) line.push(valueOf(ids[row], sheet.days[column]).code);
    lines.push(line);
  }
  return lines;
}

/** Changes of Ctrl+V: the copied block is repeated over the rectangle, or laid from its corner when it is larger. */
export function pasteChanges(sheet, ids, area, lines, valueOf) {
  const height = Math.max(area.bottom - area.top + 1, lines.length);
  const width = Math.max(area.right - area.left + 1, lines[0].length);
  const target = { top: area.top, left: area.left, bottom: Math.min(area.top + height, ids.length) - 1, right: Math.min(area.left + width, sheet.days.length) - 1 };
  const changes = [];
  const refused = {};
  for (const { row, column } of positions(target)) {
    const letter = lines[(row - area.top) % lines.length][(column - area.left) % lines[0].length];
    const one = fillChanges(sheet, ids, { top: row, bottom: row, left: column, right: column }, letter, valueOf);
    changes.push(...one.changes);
    for (const [reason, count] of Object.entries(one.refused)) refused[reason] = (refused[reason] ?? 0) + count;
  }
  return { changes, refused };
}

/** The columns from one day to another, both inclusive, cut to the month; null when nothing is left. */
export function columnsOf(sheet, from, to) {
  const left = sheet.days.findIndex((day) => day >= from);
  let right = sheet.days.length - 1;
  while (right >= 0 && sheet.days[right] > to) right -= 1;
  return left === -1 || right < left ? null : { left, right };
}

/** Steps that can be taken back: each is a list of {child, day, before, after}. */
export class Steps {
  #done = [];
  #undone = [];

  add(changes) {
    if (!changes.length) return;
    this.#done.push(changes);
    this.#undone = [];
  }

  get canUndo() { return this.#done.length > 0; }

  get canRedo() { return this.#undone.length > 0; }

  /** The wishes [{child, day, code}] that take the last step back. */
  undo() {
    const step = this.#done.pop();
    if (!step) return [];
    this.#undone.push(step);
    return step.map(({ child, day, before }) => ({ child, day, code: before }));
  }

  redo() {
    const step = this.#undone.pop();
    if (!step) return [];
    this.#done.push(step);
    return step.map(({ child, day, after }) => ({ child, day, code: after }));
  }
}

// What is not yet saved on the server lies in localStorage, one record per person and sheet. No DOM here.
const PREFIX = "outbox:1:";

export function recordKey(user, sheetUrl) {
  return `${PREFIX}${user}:${sheetUrl}`;
}

/** The kept record {cells: {key: wish}, present: [day], clashes: [], page, title} or an empty one; a broken record counts as empty. */
export function readRecord(storage, key) {
  const empty = { cells: {}, present: [], clashes: [], page: "", title: "" };
  try {
    return { ...empty, ...JSON.parse(storage.getItem(key) ?? "{}") };
  } catch {
    return empty;
  }
}

/** Writes the record, or removes it when nothing is left in it. Returns false when the browser refused. */
export function writeRecord(storage, key, record) {
  try {
    if (isEmpty(record)) storage.removeItem(key);
    else storage.setItem(key, JSON.stringify(record));
    return true;
  } catch {
    return false;
  }
}

export function isEmpty(record) {
  return !Object.keys(record.cells).length && !record.present.length && !record.clashes.length;
}

/** The kept record with one page's part exchanged: what it `wrote` before goes, what is `mine` now comes. */
export function mergeRecords(kept, wrote, mine) {
  const others = Object.entries(kept.cells).filter(([key]) => !(key in wrote.cells));
  const cellOf = (clash) => `${clash.child}|${clash.day}`;
  const known = new Set([...wrote.clashes, ...mine.clashes].map(cellOf));
  return {
    cells: { ...Object.fromEntries(others), ...mine.cells },
    present: [...new Set([...kept.present.filter((day) => !wrote.present.includes(day)), ...mine.present])],
    clashes: [...kept.clashes.filter((clash) => !known.has(cellOf(clash))), ...mine.clashes],
  };
}

/** All sheets on which this person left something unsent: [{url, page, title, count}]. */
export function unsentSheets(storage, user) {
  const start = `${PREFIX}${user}:`;
  const found = [];
  for (let index = 0; index < storage.length; index += 1) {
    const key = storage.key(index);
    if (!key.startsWith(start)) continue;
    const record = readRecord(storage, key);
    if (isEmpty(record)) continue;
    found.push({
      url: key.slice(start.length), page: record.page, title: record.title,
      count: Object.keys(record.cells).length + record.present.length + record.clashes.length,
    });
  }
  return found;
}

// What this page wants and the server does not have yet: wishes, days to confirm, clashes. No DOM, no network here.
import { cellKey, splitKey } from "./sheet.js";

export class Pending {
  /** `record` is what an earlier page left behind: {cells, present, clashes}. */
  constructor(sheet, record) {
    this.sheet = sheet;
    this.wishes = new Map();
    this.present = new Set(record.present);
    this.clashes = new Map();
    this.flying = new Map();
    for (const [key, wish] of Object.entries(record.cells)) {
      const { child, day } = splitKey(key);
      if (sheet.letter(child, day) !== wish.code) this.wishes.set(key, { ...wish });
    }
    for (const clash of record.clashes) this.#addClash(clash);
  }

  get count() {
    return this.wishes.size + this.present.size;
  }

  get empty() {
    return this.count === 0 && this.clashes.size === 0;
  }

  /** What is shown in a cell: the wish, else the clash's own value, else the server's mark. */
  value(child, day) {
    const key = cellKey(child, day);
    const mark = this.sheet.marks.get(key);
    const wish = this.wishes.get(key);
    if (wish) {
      const back = mark && mark.code === wish.code;
      return { code: wish.code, document: back ? mark.document : false, waiting: true, clash: null };
    }
    return { code: mark?.code ?? null, document: mark?.document ?? false, waiting: false, clash: this.clashes.get(key) ?? null };
  }

  /** Puts a wish; one equal to what the server holds is no wish any more. */
  put(child, day, code) {
    const key = cellKey(child, day);
    const clash = this.clashes.get(key);
    const seen = this.wishes.get(key)?.seen ?? clash?.version ?? this.sheet.version(child, day);
    this.clashes.delete(key);
    if (!this.flying.has(key) && this.sheet.letter(child, day) === code) this.wishes.delete(key);
    else this.wishes.set(key, { code, seen });
  }

  confirm(day) {
    this.present.add(day);
  }

  /** The next request body, or null; at most `limit` cells. Days to confirm go with the last cells, or `apart` after them. */
  batch(limit = 500, apart = false) {
    const chosen = [...this.wishes].slice(0, limit);
    const last = chosen.length === this.wishes.size && !(apart && chosen.length);
    const present = last ? [...this.present] : [];
    if (!chosen.length && !present.length) return null;
    this.flying = new Map(chosen);
    return { cells: chosen.map(([key, wish]) => ({ ...splitKey(key), code: wish.code, seen: wish.seen })), present };
  }

  /** The request did not get through: everything stays wished. */
  putBack() {
    this.flying = new Map();
  }

  /** The server wrote what it could: {saved, clashes}. Returns the keys whose cell must be drawn anew. */
  settle(body, answer) {
    const touched = new Set(this.flying.keys());
    for (const mark of answer.saved ?? []) {
      touched.add(cellKey(mark.child, mark.day));
      this.sheet.take(mark);
    }
    const clashed = new Set((answer.clashes ?? []).map((clash) => cellKey(clash.child, clash.day)));
    const savedKeys = new Set((answer.saved ?? []).map((mark) => cellKey(mark.child, mark.day)));
    const newer = [];
    for (const [key, sent] of this.flying) {
      const wish = this.wishes.get(key);
      if (wish && wish !== sent) {
        newer.push(key);
        if (!clashed.has(key)) wish.seen = this.sheet.marks.get(key)?.version ?? wish.seen;
        continue;
      }
      this.wishes.delete(key);
      if (!clashed.has(key) && !savedKeys.has(key)) this.#assume(key, sent.code);
    }
    for (const day of body.present) this.present.delete(day);
    this.flying = new Map();
    for (const clash of answer.clashes ?? []) this.#clashFromServer(clash, newer);
    for (const key of newer) this.#dropIfGranted(key);
    return touched;
  }

  /** The server refused these cells for good: they go back to what the server holds. Returns the lost wishes. */
  reject(keys) {
    const lost = [];
    for (const key of keys) {
      const wish = this.wishes.get(key);
      if (!wish) continue;
      lost.push({ ...splitKey(key), code: wish.code });
      this.wishes.delete(key);
    }
    this.flying = new Map();
    return lost;
  }

  /** Marks made by others since the last look. Returns the keys to draw anew. */
  learn(answer) {
    const touched = new Set();
    for (const mark of answer.marks ?? []) {
      const key = cellKey(mark.child, mark.day);
      if (this.sheet.take(mark)) touched.add(key);
      if (!this.flying.has(key)) this.#dropIfGranted(key);
      const clash = this.clashes.get(key);
      if (clash && (clash.yours === mark.code || mark.version > clash.version)) {
        if (clash.yours === mark.code) this.clashes.delete(key);
        else Object.assign(clash, { theirs: mark.code, by: mark.by, at: mark.at, version: mark.version });
        touched.add(key);
      }
    }
    return touched;
  }

  /** The person chose: their value stays, or mine is sent once more over the version now known. */
  resolve(key, choice) {
    const clash = this.clashes.get(key);
    if (!clash) return null;
    this.clashes.delete(key);
    if (choice === "yours") this.wishes.set(key, { code: clash.yours, seen: clash.version });
    return clash;
  }

  discard() {
    const keys = [...this.wishes.keys(), ...this.clashes.keys()];
    this.wishes.clear();
    this.present.clear();
    this.clashes.clear();
    this.flying = new Map();
    return keys;
  }

  record() {
    return { cells: Object.fromEntries(this.wishes), present: [...this.present], clashes: [...this.clashes.values()] };
  }

  #assume(key, code) {
    const known = this.sheet.marks.get(key);
    if (known?.code === code) return;
    this.sheet.marks.set(key, { ...splitKey(key), code, version: known?.version ?? 0, document: false });
  }

  #clashFromServer(clash, newer) {
    const key = cellKey(clash.child, clash.day);
    this.sheet.take({ child: clash.child, day: clash.day, code: clash.theirs, version: clash.version, document: false, by: clash.by, at: clash.at });
    if (newer.includes(key)) {
      const wish = this.wishes.get(key);
      this.wishes.delete(key);
      this.#addClash({ ...clash, yours: wish.code });
    } else this.#addClash(clash);
  }

  #addClash(clash) {
    if (clash.yours !== this.sheet.letter(clash.child, clash.day)) this.clashes.set(cellKey(clash.child, clash.day), clash);
  }

  #dropIfGranted(key) {
    const wish = this.wishes.get(key);
    if (wish && (this.sheet.marks.get(key)?.code ?? null) === wish.code) this.wishes.delete(key);
  }
}

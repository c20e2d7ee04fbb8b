// Sends what is pending: in batches, again and again until the server has it, and keeps it in the browser meanwhile.
// The network, the clock and the storage are handed in, so that all of this runs under a test without a page.
import { Pending } from "./pending.js";
import { cellKey } from "./sheet.js";
import { mergeRecords, readRecord, recordKey, writeRecord } from "./storage.js";

const DEBOUNCE = 400;
const POLL = 20000;
const TIMEOUT = 20000;
const WAITS = [2000, 4000, 8000, 15000, 30000, 60000];
const LIMIT = 500;

/**
 * States told to `onState`: {kind, count, at, text}
 *   saved (everything is on the server), waiting (will be sent in a moment), sending,
 *   offline (kept here, sent again by itself), error (a person must act), signin (session ended).
 */
export class Outbox {
  #timer = null;
  #pollTimer = null;
  #attempt = 0;
  #limit = LIMIT;
  #apart = false;
  #sending = false;
  #stopped = false;
  #written = null;

  constructor(sheet, options) {
    this.sheet = sheet;
    this.options = { fetch: (...all) => fetch(...all), storage: null, setTimeout: (...all) => setTimeout(...all), clearTimeout: (id) => clearTimeout(id),
      time: () => new Date().toTimeString().slice(0, 5), token: () => "", newToken: async () => "", visible: () => true,
      onState: () => {}, onCells: () => {}, onClash: () => {}, onRejected: () => {}, onSheetState: () => {}, ...options };
    this.url = sheet.data.urls.marks;
    this.key = recordKey(options.user ?? "", this.url);
    const record = this.options.storage ? readRecord(this.options.storage, this.key) : { cells: {}, present: [], clashes: [] };
    this.#written = record;
    this.pending = new Pending(sheet, record);
    this.savedAt = sheet.data.savedAt ?? "";
    this.state = { kind: "saved", count: 0, at: this.savedAt, text: "" };
  }

  /** Begins: what an earlier page left is sent, changes of others are looked for. */
  start() {
    for (const key of this.pending.clashes.keys()) this.options.onClash(key);
    if (this.pending.count && !this.sheet.data.editable) this.#say("error", { reason: "closed" });
    else if (this.pending.count) this.flush();
    else this.#say("saved");
    this.#schedulePoll();
  }

  value(child, day) {
    return this.pending.value(child, day);
  }

  /** Puts wishes [{child, day, code}] and sends them in a moment. */
  put(wishes) {
    for (const { child, day, code } of wishes) this.pending.put(child, day, code);
    this.#keep();
    this.options.onCells(new Set(wishes.map(({ child, day }) => cellKey(child, day))));
    this.#soon();
  }

  /** Marks everybody without a mark present on this day. */
  confirm(day) {
    this.pending.confirm(day);
    this.#keep();
    this.#soon(0);
  }

  resolve(key, choice) {
    const clash = this.pending.resolve(key, choice);
    this.#keep();
    this.options.onCells(new Set([key]));
    if (clash) this.#soon();
  }

  retry() {
    this.#attempt = 0;
    this.#stopped = false;
    return this.flush();
  }

  /** Gives up what was not sent, at the person's own wish. */
  discard() {
    const keys = this.pending.discard();
    this.#keep();
    this.options.onCells(new Set(keys));
    this.#stopped = false;
    this.#say("saved");
  }

  async flush() {
    if (this.#sending || this.#stopped) return;
    this.options.clearTimeout(this.#timer);
    const body = this.pending.batch(this.#limit, this.#apart);
    if (!body) {
      this.#say("saved");
      return;
    }
    this.#sending = true;
    this.#say("sending");
    try {
      await this.#answer(body, await this.#post(body, false));
    } catch {
      this.#later();
    } finally {
      this.#sending = false;
    }
    if (!this.#stopped && this.#attempt === 0 && this.pending.count) await this.flush();
  }

  async poll() {
    try {
      const response = await this.#request(`${this.sheet.data.urls.changes}?since=${this.sheet.revision}`, { headers: { Accept: "application/json" } });
      if (!response.ok || this.#isSignIn(response)) return;
      const answer = await response.json();
      const touched = this.pending.learn(answer);
      this.sheet.revision = Math.max(this.sheet.revision, answer.revision ?? 0);
      this.#keep();
      if (touched.size) this.options.onCells(touched);
      for (const clash of answer.clashes ?? []) this.options.onClash(cellKey(clash.child, clash.day), clash);
      if (answer.state && answer.state !== this.sheet.data.state) {
        this.sheet.data.state = answer.state;
        this.options.onSheetState(answer.state);
      }
    } catch { /* the next look comes in 20 seconds */ }
  }

  async #post(body, again) {
    const token = again ? await this.options.newToken() : this.options.token();
    // Without a session there is no token either: signing in helps, loading the page anew does not.
    if (token === null) return new Response(null, { status: 401 });
    const response = await this.#request(this.url, {
      method: "POST", body: JSON.stringify(body),
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
    });
    return response.status === 400 && !again ? this.#post(body, true) : response;
  }

  async #request(url, init) {
    const stop = new AbortController();
    const timer = this.options.setTimeout(() => stop.abort(), TIMEOUT);
    try {
      return await this.options.fetch(url, { credentials: "same-origin", signal: stop.signal, ...init });
    } finally {
      this.options.clearTimeout(timer);
    }
  }

  #isSignIn(response) {
    return response.status === 401 || response.redirected || !(response.headers.get("Content-Type") ?? "").includes("json");
  }

  async #answer(body, response) {
    if (response.status >= 500 || response.status === 429 || response.status === 408) return this.#later();
    if (this.#isSignIn(response) && (response.ok || response.status === 401 || response.redirected)) return this.#stop("signin");
    const answer = await response.json().catch(() => ({}));
    if (Array.isArray(answer.saved)) return this.#settle(body, answer);
    if (response.status === 422) return this.#refused(body, answer);
    if (response.status === 413 && body.cells.length > 1) return this.#halve(body);
    return this.#stop("error", answer.error ?? "");
  }

  #settle(body, answer) {
    this.#attempt = 0;
    this.#apart = false;
    if (this.#limit < LIMIT) this.#limit = Math.min(LIMIT, this.#limit * 2);
    const touched = this.pending.settle(body, answer);
    this.savedAt = this.options.time();
    this.#keep();
    this.options.onCells(touched);
    for (const clash of answer.clashes ?? []) this.options.onClash(cellKey(clash.child, clash.day));
    if (!this.pending.count) this.#say("saved");
  }

  /** 422 wrote nothing: the guilty cells are named, or found by halving; the others are sent again. */
  #refused(body, answer) {
    this.#attempt = 0;
    const named = (answer.cells ?? []).map((cell) => cellKey(cell.child, cell.day));
    const guilty = named.filter((key) => this.pending.wishes.has(key));
    if (!guilty.length && body.cells.length > 1) return this.#halve(body);
    if (!guilty.length && body.cells.length && body.present.length) return this.#separate();
    if (!guilty.length && body.cells.length) guilty.push(cellKey(body.cells[0].child, body.cells[0].day));
    const lost = this.pending.reject(guilty);
    if (!lost.length) for (const day of body.present) this.pending.present.delete(day);
    this.#keep();
    this.options.onCells(new Set(guilty));
    this.options.onRejected(lost, answer.error ?? "", answer.cells ?? []);
    if (!this.pending.count) this.#say("saved");
  }

  #halve(body) {
    this.pending.putBack();
    this.#limit = Math.max(1, Math.ceil(body.cells.length / 2));
  }

  #separate() {
    this.pending.putBack();
    this.#apart = true;
  }

  #later() {
    this.pending.putBack();
    const wait = WAITS[Math.min(this.#attempt, WAITS.length - 1)];
    this.#attempt += 1;
    this.#say("offline");
    this.options.clearTimeout(this.#timer);
    this.#timer = this.options.setTimeout(() => this.flush(), wait);
  }

  #stop(kind, reason = "") {
    this.pending.putBack();
    this.#stopped = true;
    this.#say(kind, { reason });
  }

  #soon(delay = DEBOUNCE) {
    if (this.#stopped) return this.#say(this.state.kind, this.state);
    if (!this.pending.count) return this.#say("saved");
    if (this.#attempt === 0) this.#say("waiting");
    else this.#say("offline");
    if (this.#attempt > 0) return undefined;
    this.options.clearTimeout(this.#timer);
    this.#timer = this.options.setTimeout(() => this.flush(), delay);
    return undefined;
  }

  #say(kind, more = {}) {
    this.state = { ...more, kind, count: this.pending.count, at: this.savedAt };
    this.options.onState(this.state);
  }

  /** Only what this page itself wrote is replaced in the record, so that a second window loses nothing. */
  #keep() {
    const { storage, page = "", title = "" } = this.options;
    if (!storage) return;
    const mine = this.pending.record();
    this.kept = writeRecord(storage, this.key, { ...mergeRecords(readRecord(storage, this.key), this.#written, mine), page, title });
    this.#written = mine;
  }

  #schedulePoll() {
    if (!this.sheet.data.urls.changes) return;
    this.#pollTimer = this.options.setTimeout(async () => {
      if (this.options.visible()) await this.poll();
      this.#schedulePoll();
    }, POLL);
  }

  close() {
    this.options.clearTimeout(this.#timer);
    this.options.clearTimeout(this.#pollTimer);
  }
}

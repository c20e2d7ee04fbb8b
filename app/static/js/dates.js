// Dates and times as people type them here, and a calendar in the language of the page: a native one follows the browser.
import { icon, make } from "./dom.js";
import { text } from "./texts.js";

const DAY = 86_400_000;
const ROOM = [2, 2, 4];
const two = (number) => String(number).padStart(2, "0");
const utc = (day) => new Date(`${day}T00:00Z`);
const isoOf = (moment) => moment.toISOString().slice(0, 10);

/** «24.11.2026» → «2026-11-24»; what is no date → "". */
export function iso(typed) {
  const [, day, month, year] = /^(\d\d)\.(\d\d)\.((?:19|20|21)\d\d)$/.exec(typed.trim()) ?? [];
  const found = `${year}-${month}-${day}`;
  const moment = utc(found);
  return !Number.isNaN(moment.getTime()) && isoOf(moment) === found ? found : "";
}

/** «2026-11-24» → «24.11.2026». */
export function written(day) {
  return day.split("-").reverse().join(".");
}

/** What was typed so far with its full stops; `erasing` adds none that was just taken away. */
export function masked(typed, erasing = false) {
  if (/^\d{4}-\d\d-\d\d$/.test(typed)) return written(typed);
  const parts = [""];
  for (const sign of typed) {
    const at = parts.length - 1;
    if (/\d/.test(sign)) {
      if (parts[at].length < ROOM[at]) parts[at] += sign;
      else if (at < 2) parts.push(sign);
    } else if (at < 2 && parts[at]) {
      parts[at] = two(parts[at]);
      parts.push("");
    }
  }
  const at = parts.length - 1;
  if (!erasing && at < 2 && parts[at].length === ROOM[at]) parts.push("");
  return parts.join(".");
}

/** A year of two digits is one of the last ninety or of the next ten years. */
export function whole(typed, thisYear) {
  const found = /^(\d\d\.\d\d\.)(\d\d)$/.exec(typed);
  if (!found) return typed;
  const year = 2000 + Number(found[2]);
  return found[1] + (year > thisYear + 10 ? year - 100 : year);
}

/** «9», «930», «09.30» → «09:00», «09:30», «09:30». What is no time stays as it was typed. */
export function clock(typed) {
  const [, hour, minute = "00"] = /^(\d{1,2})(?:[:.,-]?(\d\d))?$/.exec(typed.trim()) ?? [];
  return hour !== undefined && Number(hour) < 24 && Number(minute) < 60 ? `${two(hour)}:${minute}` : typed;
}

/** The days of the weeks that a month touches, Monday first. */
export function weeks(year, month) {
  const first = new Date(Date.UTC(year, month - 1, 1));
  const start = first.getTime() - ((first.getUTCDay() + 6) % 7) * DAY;
  const length = new Date(Date.UTC(year, month, 0)).getTime() - start;
  return Array.from({ length: Math.floor(length / DAY / 7) + 1 }, (_, week) =>
    Array.from({ length: 7 }, (__, day) => isoOf(new Date(start + (week * 7 + day) * DAY))));
}

/** Where a key leads from a day; null for a key that leads nowhere. */
export function led(day, key) {
  const moment = utc(day);
  const weekday = (moment.getUTCDay() + 6) % 7;
  const days = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7, Home: -weekday, End: 6 - weekday }[key];
  if (days !== undefined) return isoOf(new Date(moment.getTime() + days * DAY));
  const months = { PageUp: -1, PageDown: 1 }[key];
  if (!months) return null;
  const last = new Date(Date.UTC(moment.getUTCFullYear(), moment.getUTCMonth() + months + 1, 0));
  last.setUTCDate(Math.min(last.getUTCDate(), moment.getUTCDate()));
  return isoOf(last);
}

function today() {
  const now = new Date();
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

function judge(input) {
  const day = iso(input.value);
  const { min = "", max = "" } = input.dataset;
  let problem = "";
  if (input.value && !day) problem = text("no_date");
  else if (day && ((min && day < min) || (max && day > max))) problem = text("date_beyond", { from: written(min), to: written(max) });
  input.setCustomValidity(problem);
}

/** The last day that goes with a first one: pushed on when it would come before it; both typed as «24.11.2026». */
export function followed(first, last) {
  const [from, to] = [iso(first), iso(last)];
  return from && to && to < from ? first : last;
}

function follow(input) {
  const last = input.dataset.lastDay && document.getElementById(input.dataset.lastDay);
  if (last) last.value = followed(input.value, last.value);
}

let opened = null;

class Calendar {
  constructor(button) {
    this.button = button;
    this.input = button.parentElement.querySelector("[data-date]");
    this.min = this.input.dataset.min ?? "";
    this.max = this.input.dataset.max ?? "";
    this.box = make("div", { class: "day-choice", role: "dialog", "aria-label": button.getAttribute("aria-label") });
    this.box.addEventListener("keydown", (event) => this.#key(event));
    this.box.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !this.box.contains(event.relatedTarget)) this.shut(false);
    });
    button.after(this.box);
    button.setAttribute("aria-expanded", "true");
    this.#show(iso(this.input.value) || today());
    this.#place();
    this.#focus();
  }

  shut(back = true) {
    if (opened === this) opened = null;
    this.box.remove();
    this.button.setAttribute("aria-expanded", "false");
    if (back) this.button.focus();
  }

  #put(day) {
    this.input.value = day ? written(day) : "";
    judge(this.input);
    for (const name of ["input", "change"]) this.input.dispatchEvent(new Event(name, { bubbles: true }));
    this.shut();
  }

  #beyond(day) {
    return Boolean((this.min && day < this.min) || (this.max && day > this.max));
  }

  #show(day) {
    this.day = this.min && day < this.min ? this.min : this.max && day > this.max ? this.max : day;
    const [year, month] = this.day.split("-").map(Number);
    this.box.replaceChildren(this.#head(year, month), this.#grid(year, month), this.#foot());
  }

  #head(year, month) {
    const { lang } = document.documentElement;
    const step = (key, name, glyph) => make("button", { class: "round", type: "button", "aria-label": text(name), onclick: () => { this.#show(led(this.day, key)); this.box.querySelector(`.round${key === "PageDown" ? ":last-child" : ""}`).focus(); } }, icon(glyph));
    const choice = (name, values, chosen, said) => {
      const select = make("select", { class: "input", "aria-label": text(name) }, ...values.map((value) => make("option", { value, selected: value === chosen }, said(value))));
      select.addEventListener("change", () => this.#turn(name, Number(select.value)));
      return select;
    };
    const names = new Intl.DateTimeFormat(lang, { month: "long", timeZone: "UTC" });
    const monthName = (number) => names.format(new Date(Date.UTC(2026, number - 1, 1)));
    const now = new Date().getFullYear();
    const first = Math.min(year, Number(this.min.slice(0, 4)) || now - 90);
    const last = Math.max(year, Number(this.max.slice(0, 4)) || now + 10);
    return make("div", { class: "day-choice-head" }, step("PageUp", "month_before", "left"),
      choice("month", Array.from({ length: 12 }, (_, at) => at + 1), month, (number) => monthName(number)[0].toUpperCase() + monthName(number).slice(1)),
      choice("year", Array.from({ length: last - first + 1 }, (_, at) => last - at), year, String),
      step("PageDown", "month_after", "right"));
  }

  #turn(name, value) {
    const [year, month] = this.day.split("-").map(Number);
    const at = name === "year" ? [value, month] : [year, value];
    const last = new Date(Date.UTC(at[0], at[1], 0)).getUTCDate();
    this.#show(`${at[0]}-${two(at[1])}-${two(Math.min(last, Number(this.day.slice(8))))}`);
    this.box.querySelectorAll("select")[name === "year" ? 1 : 0].focus();
  }

  #grid(year, month) {
    const { lang } = document.documentElement;
    const short = new Intl.DateTimeFormat(lang, { weekday: "short", timeZone: "UTC" });
    const long = new Intl.DateTimeFormat(lang, { weekday: "long", timeZone: "UTC" });
    const full = new Intl.DateTimeFormat(lang, { dateStyle: "full", timeZone: "UTC" });
    const shown = weeks(year, month);
    const chosen = iso(this.input.value);
    const cell = (day) => make("td", {}, make("button", { type: "button", class: Number(day.slice(5, 7)) === month ? "" : "beside", "data-day": day, tabindex: day === this.day ? "0" : "-1",
      "aria-label": full.format(utc(day)), "aria-pressed": String(day === chosen), "aria-current": day === today() ? "date" : null, disabled: this.#beyond(day), onclick: () => this.#put(day) }, String(Number(day.slice(8)))));
    return make("table", {}, make("thead", {}, make("tr", {}, ...shown[0].map((day) => make("th", { scope: "col", abbr: long.format(utc(day)) }, short.format(utc(day)))))),
      make("tbody", {}, ...shown.map((week) => make("tr", {}, ...week.map(cell)))));
  }

  #foot() {
    const now = today();
    return make("div", { class: "day-choice-foot" },
      this.#beyond(now) ? "" : make("button", { class: "btn btn-small", type: "button", onclick: () => this.#put(now) }, text("today")),
      this.input.required ? "" : make("button", { class: "btn btn-small btn-text", type: "button", onclick: () => this.#put("") }, text("clear")));
  }

  #focus() {
    this.box.querySelector(`[data-day="${this.day}"]`).focus();
  }

  #key(event) {
    if (event.key === "Escape") {
      // The drop-down or the window that holds the field stays open.
      event.preventDefault();
      event.stopPropagation();
      this.shut();
      return;
    }
    if (!event.target.dataset.day) return;
    const day = led(event.target.dataset.day, event.key);
    if (!day) return;
    event.preventDefault();
    this.#show(day);
    this.#focus();
  }

  /** Under the field, above it where there is no room below; a phone pins it to the bottom by its style sheet. */
  #place() {
    if (innerWidth < 600) return;
    const at = this.button.parentElement.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = this.box;
    const below = at.bottom + 4 + height < innerHeight || at.top < height;
    Object.assign(this.box.style, { left: `${Math.max(8, Math.min(innerWidth - width - 8, at.left))}px`, top: `${Math.max(8, below ? Math.min(at.bottom + 4, innerHeight - height - 8) : at.top - height - 4)}px` });
  }
}

/** A field of a date made by a script, as the server draws them. */
export function dateField(id, day, { min = null, max = null } = {}) {
  const input = make("input", { class: "input", type: "text", inputmode: "numeric", autocomplete: "off", maxlength: "10", id, value: written(day), "data-date": true, "data-min": min, "data-max": max, required: true });
  return make("span", { class: "date-field" }, input, make("button", { class: "round", type: "button", "data-calendar": true, "aria-expanded": "false", "aria-label": text("calendar") }, icon("calendar")));
}

/** Listens for all fields of the page, those that come later as well. */
export function initDates() {
  const before = new WeakMap();
  document.addEventListener("input", ({ target }) => {
    if (target.dataset?.date === undefined) return;
    const erasing = target.value.length < (before.get(target) ?? "").length;
    if (target.selectionEnd === target.value.length) target.value = masked(target.value, erasing);
    before.set(target, target.value);
    target.setCustomValidity("");
  }, true);
  // Before the page's own listeners: they see the whole date.
  document.addEventListener("change", ({ target }) => {
    if (target.dataset?.time !== undefined) target.value = clock(target.value);
    if (target.dataset?.date === undefined) return;
    target.value = whole(masked(target.value, true), new Date().getFullYear());
    judge(target);
    follow(target);
  }, true);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-calendar]");
    if (opened && !opened.box.contains(event.target)) {
      const same = opened.button === button;
      opened.shut(same);
      if (same) return;
    }
    if (button) opened = new Calendar(button);
  });
  // The calendar stands where the field was.
  document.addEventListener("scroll", (event) => { if (opened && !opened.box.contains(event.target)) opened.shut(false); }, true);
}

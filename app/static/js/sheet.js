// The sheet of a group and month as the page knows it: days, children, codes, marks of the server. No DOM here.

export function cellKey(child, day) {
  return `${child}|${day}`;
}

export function splitKey(key) {
  const [child, day] = key.split("|");
  return { child: Number(child), day };
}

/** Time of day out of an ISO moment that is already in the organisation's zone: "2026-11-24T08:47+03:00" → "08:47". */
export function clock(moment) {
  const found = /(?:^|T| )(\d\d:\d\d)/.exec(moment ?? "");
  return found ? found[1] : "";
}

/** "2026-11-24" → "24.11.2026", or "24.11" when short. */
export function shownDay(day, short = false) {
  const [year, month, date] = day.split("-");
  return short ? `${date}.${month}` : `${date}.${month}.${year}`;
}

export class Sheet {
  /** `data` is the JSON of <script id="sheet">; its shape is told at the head of templates/attendance/month.html. */
  constructor(data) {
    this.data = data;
    this.days = data.days.map((day) => day.date);
    this.dayByDate = new Map(data.days.map((day) => [day.date, day]));
    this.children = new Map(data.children.map((child) => [child.id, child]));
    this.codes = new Map(data.codes.map((code) => [code.letter, code]));
    this.presentCode = data.codes.find((code) => code.present && code.typable)?.letter ?? null;
    this.revision = data.revision ?? 0;
    this.marks = new Map();
    for (const [child, row] of Object.entries(data.marks ?? {})) {
      for (const [number, [code, version, document = false, by = "", at = null]] of Object.entries(row)) {
        const day = `${data.month}-${number.padStart(2, "0")}`;
        this.marks.set(cellKey(child, day), { child: Number(child), day, code, version, document, by, at });
      }
    }
  }

  /** The letter that a notice of the parents proposes for a cell without a mark, else null. */
  proposal(child, day) {
    return this.data.proposals?.[child]?.[Number(day.slice(8))] ?? null;
  }

  works(day) {
    return this.dayByDate.get(day)?.kind === "working";
  }

  /** Whether the child belongs to the group on the day: the first day is inside, the day of leaving is not. */
  listed(childId, day) {
    const child = this.children.get(Number(childId));
    if (!child) return false;
    const stays = child.stays ?? [[child.from, child.to]];
    return stays.some(([from, to]) => (!from || from <= day) && (!to || day < to));
  }

  mark(child, day) {
    return this.marks.get(cellKey(child, day)) ?? null;
  }

  letter(child, day) {
    return this.mark(child, day)?.code ?? null;
  }

  version(child, day) {
    return this.mark(child, day)?.version ?? 0;
  }

  /** Why a letter cannot be put here: "" when it can, else closed | off | stranger | future. Clearing is allowed ahead. */
  refusal(child, day, letter) {
    if (!this.data.editable) return "closed";
    if (!this.works(day)) return "off";
    if (!this.listed(child, day)) return "stranger";
    if (day > this.data.today && letter !== null) return "future";
    return "";
  }

  /** Takes a mark of the server unless a newer one is known; returns whether anything changed. */
  take(mark) {
    const key = cellKey(mark.child, mark.day);
    const known = this.marks.get(key);
    if (known && known.version > mark.version) return false;
    const same = known && known.version === mark.version && known.code === mark.code && known.document === mark.document;
    this.marks.set(key, mark);
    return !same;
  }
}

// Totals of a sheet by the same rules as the server (app/attendance/rules/totals.py). No DOM here.

const ZERO = { plan: 0, present: 0, missedIll: 0, missedOther: 0, missed: 0, excused: 0, unfilled: 0, undocumented: 0, closed: 0, payable: 0 };

/** Whether a missed day is not charged: an illness without its certificate is charged when the setting says so. */
export function excuses(code, documented, sickNoteRequired) {
  return code.excused && !(sickNoteRequired && code.illness && code.needsDocument && !documented);
}

function countInto(counts, code, documented, sickNoteRequired) {
  if (!code) {
    counts.plan += 1;
    counts.unfilled += 1;
  } else if (!code.counts) {
    counts.closed += 1;
  } else {
    counts.plan += 1;
    if (code.present) counts.present += 1;
    else {
      counts.missed += 1;
      if (code.illness) counts.missedIll += 1;
      else counts.missedOther += 1;
      if (excuses(code, documented, sickNoteRequired)) counts.excused += 1;
      if (code.needsDocument && !documented) counts.undocumented += 1;
    }
  }
  counts.payable = counts.plan - counts.excused;
}

/** One child's line; `valueOf(child, day)` gives {code: letter|null, document: bool}. */
export function childTotals(sheet, childId, valueOf) {
  const counts = { ...ZERO };
  for (const day of sheet.days) {
    if (!sheet.works(day) || !sheet.listed(childId, day)) continue;
    const value = valueOf(childId, day);
    countInto(counts, value.code ? sheet.codes.get(value.code) : null, value.document, sheet.data.sickNoteRequired ?? true);
  }
  return counts;
}

/** One day's column: how many are listed, present, absent, without a mark, closed. */
export function dayTotals(sheet, day, valueOf) {
  const counts = { listed: 0, present: 0, absent: 0, unfilled: 0, closed: 0 };
  for (const childId of sheet.children.keys()) {
    if (!sheet.listed(childId, day)) continue;
    counts.listed += 1;
    if (!sheet.works(day)) continue;
    const letter = valueOf(childId, day).code;
    const code = letter ? sheet.codes.get(letter) : null;
    if (!code) counts.unfilled += 1;
    else if (!code.counts) counts.closed += 1;
    else if (code.present) counts.present += 1;
    else counts.absent += 1;
  }
  return counts;
}

/** The sum of all lines. */
export function wholeTotals(lines) {
  const whole = { ...ZERO };
  for (const line of lines) for (const name of Object.keys(whole)) whole[name] += line[name];
  return whole;
}

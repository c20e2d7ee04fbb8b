// What the search palette knows about its answers: the order of lines and which of them is pointed at. No DOM here.

/** The lines of an answer in the order shown: rows of each kind, then the way to all of that kind. */
export function linesOf(groups, allLabel) {
  return groups.flatMap((group, index) => [
    ...group.items.map((item) => ({ ...item, group: index })),
    ...(group.more ? [{ label: allLabel, note: "", href: group.more, group: index, all: true }] : []),
  ]);
}

/** The line reached from `at` by a key; going past an end leads to the other one. -1 is no line. */
export function lineBy(key, at, count) {
  if (!count) return -1;
  if (key === "ArrowDown") return (at + 1) % count;
  if (key === "ArrowUp") return (Math.max(at, 0) - 1 + count) % count;
  if (key === "PageDown") return Math.min(at + 5, count - 1);
  if (key === "PageUp") return Math.max(at - 5, 0);
  return at;
}

/** Cuts a text into [{text, hit}] where the words of the search stand; case and ё do not matter. */
export function marked(label, asked) {
  const fold = (text) => text.toLowerCase().replaceAll("ё", "е");
  const folded = fold(label);
  const hits = new Array(label.length).fill(false);
  for (const word of fold(asked).split(/\s+/).filter(Boolean)) {
    const at = folded.indexOf(word);
    if (at >= 0) hits.fill(true, at, at + word.length);
  }
  const parts = [];
  for (let index = 0; index < label.length; index += 1) {
    const last = parts[parts.length - 1];
    if (last && last.hit === hits[index]) last.text += label[index];
    else parts.push({ text: label[index], hit: hits[index] });
  }
  return parts;
}

export function isEnough(asked) {
  return asked.replace(/[^\p{L}\p{N}]/gu, "").length >= 2;
}

// Writing an announcement: people are counted while they are chosen, signs of the text are put in by buttons.

/** The text with a mark around what is selected, and where the selection stands then. */
export function marked(text, start, end, kind) {
  const chosen = text.slice(start, end);
  const around = { bold: ["**", "**"], italic: ["*", "*"], link: ["[", "](https://)"], image: ["![", "]()"] }[kind];
  if (around) {
    const [before, after] = around;
    return { text: text.slice(0, start) + before + chosen + after + text.slice(end), start: start + before.length, end: end + before.length };
  }
  const from = text.lastIndexOf("\n", start - 1) + 1;
  const lines = text.slice(from, end).split("\n").map((line) => (line.startsWith("- ") ? line : `- ${line}`)).join("\n");
  return { text: text.slice(0, from) + lines + text.slice(end), start: from + lines.length, end: from + lines.length };
}

function initMarks() {
  const area = document.getElementById("text");
  for (const button of document.querySelectorAll("[data-mark]")) {
    button.addEventListener("click", () => {
      let kind = button.dataset.mark;
      const files = document.getElementById("files").files;
      let next = marked(area.value, area.selectionStart, area.selectionEnd, kind);
      if (kind === "image" && files.length) {
        const picture = [...files].find((file) => file.type.startsWith("image/"));
        if (picture) next = { ...next, text: next.text.replace("]()", `](<${picture.name}>)`) };
      }
      area.value = next.text;
      area.focus();
      area.setSelectionRange(next.start, next.end);
      area.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
}

/** A link to a chosen document stands where the typing is; the words are its title, to be changed at will. */
function initDocuments() {
  const area = document.getElementById("text");
  const list = document.querySelector("[data-link-document]");
  list?.addEventListener("change", () => {
    if (!list.value) return;
    const title = list.selectedOptions[0].textContent.replace(/([\\[\]*_`])/g, "\\$1");
    area.setRangeText(`[${title}](${list.value})`, area.selectionStart, area.selectionEnd, "end");
    list.value = "";
    area.focus();
    area.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

function initAudience() {
  const box = document.querySelector("[data-audience]");
  if (!box) return;
  let asked = 0;
  const count = async () => {
    const to = [...box.querySelectorAll('input[name="to"]:checked')].map((one) => one.value);
    const mine = ++asked;
    const answer = await fetch(`${box.dataset.audience}?${new URLSearchParams(to.map((one) => ["to", one]))}`, { credentials: "same-origin", headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer?.ok || mine !== asked) return;
    const found = await answer.json();
    box.querySelector("[data-said]").textContent = found.said;
    box.querySelector("[data-silent]").textContent = found.silent;
    box.querySelector("[data-silent-open]").hidden = !found.silent;
    document.querySelector("[data-said-too]").textContent = found.said;
    document.querySelector("[data-silent-names]").replaceChildren(...found.names.map((name) => Object.assign(document.createElement("li"), { textContent: name })));
  };
  let timer = 0;
  box.addEventListener("change", (event) => {
    if (event.target.name !== "to") return;
    clearTimeout(timer);
    timer = setTimeout(count, 200);
  });
  box.querySelector("[data-narrow]")?.addEventListener("input", (event) => {
    const words = event.target.value.toLowerCase().replaceAll("ё", "е").trim();
    for (const label of box.querySelectorAll(".named .reader")) {
      label.hidden = words !== "" && !label.textContent.toLowerCase().replaceAll("ё", "е").includes(words);
    }
  });
}

/** Fields of an answer stand only where one is asked for. */
function initAsks() {
  const show = () => {
    const kind = document.querySelector('input[name="asks"]:checked')?.value;
    for (const part of document.querySelectorAll("[data-for]")) part.hidden = !part.dataset.for.split(" ").includes(kind);
  };
  for (const radio of document.querySelectorAll('input[name="asks"][type="radio"]')) radio.addEventListener("change", show);
  if (document.querySelector('input[name="asks"][type="radio"]')) show();
}

if (typeof document !== "undefined") {
  initMarks();
  initDocuments();
  initAudience();
  initAsks();
}

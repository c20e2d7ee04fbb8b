// The palette of codes: beside the cell on a desktop, a sheet under the thumb on a phone. Opened by a pointer only.
import { dateField, iso } from "./dates.js";
import { icon, make } from "./dom.js";
import { shownDay } from "./sheet.js";
import { text } from "./texts.js";

export class Palette {
  constructor(page) {
    this.page = page;
    this.box = document.getElementById("palette");
    this.isOpen = false;
    this.box.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      this.close();
      page.selection().cell.focus();
    });
    document.addEventListener("pointerdown", (event) => {
      if (this.isOpen && !event.target.closest("#palette, .grid-wrap, dialog")) this.close();
    });
  }

  open() {
    const { sheet } = this.page;
    if (!sheet.data.editable) return;
    this.isOpen = true;
    this.refresh();
    this.box.hidden = false;
    document.body.classList.add("palette-open");
    this.#place();
  }

  close() {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.box.hidden = true;
    document.body.classList.remove("palette-open");
  }

  refresh() {
    if (!this.isOpen) return;
    const { sheet, outbox, selection } = this.page;
    const { ids, days } = selection();
    const one = outbox.value(ids[0], days[0]);
    this.box.replaceChildren(this.#head(ids, days, one), this.#keys(sheet, ids, days, one), this.#foot(ids, days, one));
  }

  #head(ids, days, one) {
    const { sheet } = this.page;
    const name = ids.length === 1 ? sheet.children.get(ids[0]).name : text("children", { count: ids.length });
    const span = days.length === 1 ? shownDay(days[0], true) : `${shownDay(days[0], true)}–${shownDay(days[days.length - 1], true)}`;
    const code = ids.length === 1 && days.length === 1 && one.code ? sheet.codes.get(one.code) : null;
    const by = code ? sheet.mark(ids[0], days[0])?.by : "";
    return make("div", { class: "palette-head" },
      make("div", { class: "grow" }, make("b", {}, `${name}, ${span}`), code ? make("small", {}, [code.present ? text("present") : code.name, by].filter(Boolean).join(" · ")) : ""),
      days.length > 1 ? make("span", { class: "count" }, text("days", { count: days.length })) : "",
      make("button", { class: "round", type: "button", "aria-label": text("close"), onclick: () => this.close() }, icon("close")));
  }

  #keys(sheet, ids, days, one) {
    const key = (code) => make("button", { class: "key", type: "button", title: code.name, "aria-pressed": String(one.code === code.letter), onclick: () => this.page.fill(code.letter) },
      code.present ? icon("check", "icon") : make("b", { class: `mark ${code.tint}` }, code.letter), make("span", {}, code.short));
    const clear = make("button", { class: "key", type: "button", title: text("clear_title"), onclick: () => this.page.fill(null) }, icon("close"), make("span", {}, text("clear")));
    const period = ids.length === 1 ? make("button", { class: "key", type: "button", onclick: () => this.#openPeriod(ids[0], days, one.code) }, icon("period"), make("span", {}, text("period"))) : null;
    return make("div", { class: "keys" }, ...sheet.data.codes.filter((code) => code.typable).map(key), clear, period);
  }

  #foot(ids, days, one) {
    const { sheet, confirmDay } = this.page;
    const foot = make("div", { class: "palette-foot" });
    if (ids.length === sheet.children.size && days.length === 1 && ids.length > 1) {
      if (sheet.works(days[0]) && days[0] <= sheet.data.today) {
        foot.append(make("span", { class: "grow" }, text("rest_note")),
          make("button", { class: "btn btn-primary btn-small", type: "button", onclick: () => { confirmDay(days[0]); this.close(); } }, text("rest_present")));
      }
      return foot;
    }
    const code = one.code ? sheet.codes.get(one.code) : null;
    if (ids.length !== 1 || !code?.needsDocument) return foot;
    foot.append(icon("clip"), make("span", { class: "grow" }, text(one.document ? "has_document" : "no_document")));
    if (sheet.data.urls.documentForm && !one.document) {
      const query = new URLSearchParams({ child: ids[0], code: code.letter, starts_on: days[0], ends_on: days[days.length - 1] });
      foot.append(make("a", { class: "btn btn-primary btn-small", href: `${sheet.data.urls.documentForm}?${query}` }, text("add_document")));
    }
    return foot;
  }

  #openPeriod(child, days, letter) {
    const { sheet, fillPeriod } = this.page;
    const all = sheet.days;
    const date = (id, value) => dateField(id, value, { min: all[0], max: all[all.length - 1] });
    const from = date("period-from", days[0]);
    const to = date("period-to", days[days.length - 1]);
    const choice = make("select", { class: "input", id: "period-code" }, ...sheet.data.codes.filter((code) => code.typable).map((code) =>
      make("option", { value: code.letter, selected: code.letter === letter }, `${code.letter} — ${code.name}`)));
    const field = (label, control) => make("div", { class: "field" }, make("label", { for: (control.querySelector("input") ?? control).id }, label), control);
    const form = make("form", { method: "dialog" }, make("h2", {}, `${text("period_of")}: ${sheet.children.get(child).name}`),
      field(text("from_day"), from), field(text("to_day"), to), field(text("reason"), choice),
      make("div", { class: "acts" }, make("button", { class: "btn btn-primary", value: "fill" }, text("fill")),
        make("button", { class: "btn btn-text", type: "button", onclick: () => dialog.close() }, text("cancel"))));
    const dialog = make("dialog", {}, form);
    dialog.addEventListener("close", () => {
      if (dialog.returnValue === "fill") fillPeriod(child, iso(from.querySelector("input").value), iso(to.querySelector("input").value), choice.value);
      dialog.remove();
    });
    document.body.append(dialog);
    dialog.showModal();
  }

  /** Beside the cell on a wide window; the phone's style sheet pins it to the bottom. */
  #place() {
    const { cell } = this.page.selection();
    if (innerWidth < 600) {
      cell.scrollIntoView({ block: "nearest", inline: "nearest" });
      return;
    }
    const at = cell.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = this.box;
    const below = at.bottom + 8 + height < innerHeight;
    Object.assign(this.box.style, { left: `${Math.max(8, Math.min(innerWidth - width - 8, at.left - width / 2))}px`, top: `${below ? at.bottom + 8 : Math.max(8, at.top - height - 8)}px` });
  }
}

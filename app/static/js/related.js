// A <select data-url> becomes a field with search; the select stays as the holder of the value, so the form is the same without a script.
import { icon, make } from "./dom.js";
import { text } from "./texts.js";

let number = 0;

/** A chosen name that the field cuts is told in full beneath it: namesakes differ at the end. */
function tellWhole(field, name) {
  const style = getComputedStyle(field);
  const canvas = document.createElement("canvas").getContext("2d");
  canvas.font = style.font;
  const room = field.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  const place = field.closest(".combo") ?? field;
  const known = place.nextElementSibling?.matches(".whole-name") ? place.nextElementSibling : null;
  known?.remove();
  if (room > 0 && canvas.measureText(name).width > room) place.after(make("p", { class: "help whole-name", "aria-hidden": "true" }, name));
}

class Combo {
  constructor(select) {
    this.select = select;
    this.many = select.multiple;
    number += 1;
    const listId = `combo-${number}`;
    this.list = make("ul", { id: listId, role: "listbox", hidden: true });
    this.input = make("input", { class: "input", type: "text", role: "combobox", autocomplete: "off", "aria-expanded": "false", "aria-controls": listId, "aria-autocomplete": "list",
      placeholder: select.dataset.placeholder || text("start_typing"), id: `${select.id}-search`,
      "aria-describedby": select.getAttribute("aria-describedby"), "aria-invalid": select.getAttribute("aria-invalid"), "aria-required": select.required ? "true" : null });
    this.chips = make("div", { class: "combo-chips" });
    this.items = [];
    this.at = -1;
    const box = make("div", { class: "combo" }, this.input, icon("search", "icon-s"), this.list);
    document.querySelector(`label[for="${CSS.escape(select.id)}"]`)?.setAttribute("for", this.input.id);
    select.hidden = true;
    select.required = false;
    select.after(...(this.many ? [this.chips, box] : [box]));
    this.#showChosen();
    this.input.addEventListener("input", () => this.#askSoon());
    this.input.addEventListener("focus", () => this.#ask());
    this.input.addEventListener("keydown", (event) => this.#key(event));
    this.input.addEventListener("blur", () => setTimeout(() => { this.#shut(); this.#showChosen(); }, 150));
    this.list.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      const option = event.target.closest("[data-at]");
      if (option) this.#choose(this.items[Number(option.dataset.at)]);
    });
  }

  #chosen() {
    return [...this.select.selectedOptions].filter((option) => option.value !== "" && option.value !== "__None");
  }

  #showChosen() {
    const chosen = this.#chosen();
    if (!this.many) {
      this.input.value = chosen[0]?.textContent.trim() ?? "";
      tellWhole(this.input, this.input.value);
      return;
    }
    this.input.value = "";
    this.chips.replaceChildren(...chosen.map((option) => make("button", { class: "chip on", type: "button", "aria-label": `${text("remove")}: ${option.textContent.trim()}`,
      onclick: () => { option.selected = false; this.#showChosen(); } }, option.textContent.trim(), icon("close"))));
  }

  #askSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#ask(), 200);
  }

  async #ask() {
    const typed = this.#chosen().some((option) => option.textContent.trim() === this.input.value) ? "" : this.input.value.trim();
    this.stop?.abort();
    this.stop = new AbortController();
    const joint = this.select.dataset.url.includes("?") ? "&" : "?";
    try {
      const response = await fetch(`${this.select.dataset.url}${joint}q=${encodeURIComponent(typed)}`, { credentials: "same-origin", signal: this.stop.signal, headers: { Accept: "application/json" } });
      const answer = await response.json();
      this.#offer(answer.items ?? [], answer.more, "", typed);
    } catch (error) {
      if (error.name !== "AbortError") this.#offer([], false, text("no_connection"));
    }
  }

  #offer(items, more, problem = "", typed = "") {
    if (document.activeElement !== this.input) return;
    // To who types a name the first match is the first line; «not chosen» is for who looks.
    const mayBeNone = !(this.many || this.select.dataset.required || typed);
    this.items = mayBeNone ? [{ id: "", label: text("not_chosen") }, ...items] : items;
    this.at = -1;
    const options = this.items.map((item, at) => make("li", { role: "option", id: `${this.list.id}-${at}`, "data-at": String(at), "aria-selected": "false" }, item.label, item.note ? make("small", {}, item.note) : ""));
    if (problem || !items.length) options.push(make("li", { class: "none", role: "option", "aria-disabled": "true", "aria-selected": "false" }, problem || text("nothing_found")));
    else if (more) options.push(make("li", { class: "none", role: "option", "aria-disabled": "true", "aria-selected": "false" }, text("type_more")));
    this.list.replaceChildren(...options);
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.list.scrollIntoView({ block: "nearest" });
  }

  #shut() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  #key(event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (this.list.hidden) this.#ask();
      else if (this.items.length) this.#point((this.at + (event.key === "ArrowDown" ? 1 : -1) + this.items.length) % this.items.length);
    } else if (event.key === "Enter" && !this.list.hidden && this.at >= 0) this.#choose(this.items[this.at]);
    else if (event.key === "Escape" && !this.list.hidden) { this.#shut(); this.#showChosen(); }
    else if (event.key === "Backspace" && this.many && !this.input.value && this.#chosen().length) { this.#chosen().pop().selected = false; this.#showChosen(); }
    else return;
    event.preventDefault();
  }

  #point(at) {
    this.at = at;
    for (const option of this.list.children) option.setAttribute("aria-selected", String(Number(option.dataset.at) === at));
    const option = this.list.children[at];
    option.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", option.id);
  }

  #choose(item) {
    const value = String(item.id);
    let option = [...this.select.options].find((known) => known.value === value);
    if (!option) {
      option = new Option(item.note ? `${item.label}, ${item.note}` : item.label, value);
      this.select.append(option);
    }
    option.selected = true;
    this.select.dispatchEvent(new Event("change", { bubbles: true }));
    this.#shut();
    this.#showChosen();
  }
}

for (const select of document.querySelectorAll("select[data-url]")) new Combo(select);
for (const select of document.querySelectorAll("form select.input:not([data-url], [multiple])")) {
  const tell = () => tellWhole(select, select.value ? select.selectedOptions[0].textContent.trim() : "");
  select.addEventListener("change", tell);
  tell();
}

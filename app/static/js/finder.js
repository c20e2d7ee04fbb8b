// The search palette: Ctrl+K or the field in the head. A combobox with a grouped list; loaded when it is first opened.
import { icon, make } from "./dom.js";
import { isEnough, lineBy, linesOf, marked } from "./found.js";
import { text } from "./texts.js";

const GLYPHS = { child: "people", guardian: "phone", employee: "person", group: "home", organization: "building", page: "file" };

class Finder {
  constructor() {
    this.input = make("input", { class: "input", id: "finder-input", type: "text", inputmode: "search", role: "combobox", autocomplete: "off", autocapitalize: "none", spellcheck: "false", maxlength: "100", enterkeyhint: "go",
      "aria-label": text("search"), "aria-expanded": "false", "aria-controls": "finder-list", "aria-autocomplete": "list", placeholder: text("search_what") });
    this.list = make("div", { id: "finder-list", role: "listbox", "aria-label": text("found"), hidden: true });
    this.said = make("p", { class: "finder-said hint", role: "status" }, text("search_hint"));
    const shut = make("button", { class: "round", type: "button", "aria-label": text("close"), onclick: () => this.dialog.close() }, icon("close"));
    this.dialog = make("dialog", { class: "finder", "aria-label": text("search") }, make("div", { class: "finder-head" }, icon("search"), this.input, shut), this.list, this.said);
    this.lines = [];
    this.options = [];
    this.at = -1;
    this.waits = false; // for the answer to what is typed now
    this.goes = false; // Enter was pressed meanwhile: go to its first line
    this.input.addEventListener("input", () => this.#askSoon());
    this.input.addEventListener("keydown", (event) => this.#key(event));
    this.list.addEventListener("mousemove", (event) => {
      const at = this.options.indexOf(event.target.closest("[role=option]"));
      if (at >= 0 && at !== this.at) this.#point(at, false);
    });
    this.dialog.addEventListener("click", (event) => { if (event.target === this.dialog) this.dialog.close(); });
    document.body.append(this.dialog);
  }

  open() {
    if (!this.dialog.open) this.dialog.showModal();
    this.input.focus();
    this.input.select();
  }

  #askSoon() {
    this.waits = true;
    this.goes = false;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#ask(), 150);
  }

  async #ask() {
    const asked = this.input.value.trim();
    this.stop?.abort();
    if (!isEnough(asked)) {
      this.#show([], text("search_hint"));
      return;
    }
    this.stop = new AbortController();
    try {
      const response = await fetch(`/search.json?q=${encodeURIComponent(asked)}`, { credentials: "same-origin", signal: this.stop.signal, headers: { Accept: "application/json" } });
      const answer = await response.json();
      if (!response.ok) throw new Error(answer.error);
      this.#show(answer.groups, "", asked);
    } catch (error) {
      if (error.name !== "AbortError") this.#show([], error instanceof TypeError ? text("search_offline") : error.message || text("search_offline"));
    }
  }

  #show(groups, line, asked = "") {
    this.lines = linesOf(groups, text("found_all"));
    this.options = this.lines.map((one, at) => make("a", { role: "option", id: `finder-${at}`, href: one.href, tabindex: "-1", "aria-selected": "false", class: one.all ? "all" : null },
      icon(one.all ? "right" : GLYPHS[groups[one.group].kind] ?? "file", "icon-s"),
      make("span", { class: "grow" }, ...marked(one.label, one.all ? "" : asked).map((part) => (part.hit ? make("mark", {}, part.text) : part.text))),
      one.note ? make("small", {}, one.note) : ""));
    this.list.replaceChildren(...groups.map((group, index) => make("div", { role: "group", "aria-labelledby": `finder-kind-${index}` },
      make("div", { class: "finder-kind", id: `finder-kind-${index}`, role: "presentation" }, group.label),
      ...this.options.filter((option, at) => this.lines[at].group === index))));
    this.list.hidden = !this.lines.length;
    this.list.scrollTop = 0;
    this.input.setAttribute("aria-expanded", String(this.lines.length > 0));
    this.said.textContent = line || (this.lines.length ? text("found_count", { count: this.lines.filter((one) => !one.all).length }) : text("found_nothing"));
    this.said.classList.toggle("vh", this.lines.length > 0);
    this.#point(this.lines.length ? 0 : -1);
    this.waits = false;
    if (this.goes) this.#go();
  }

  #go(keys = {}) {
    this.goes = false;
    this.options[this.at]?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, ...keys }));
  }

  #point(at, scroll = true) {
    this.options[this.at]?.setAttribute("aria-selected", "false");
    this.at = at;
    const option = this.options[at];
    if (!option) {
      this.input.removeAttribute("aria-activedescendant");
      return;
    }
    option.setAttribute("aria-selected", "true");
    this.input.setAttribute("aria-activedescendant", option.id);
    if (scroll) (at === 0 ? option.parentElement : option).scrollIntoView({ block: "nearest" });
  }

  #key(event) {
    if (event.key === "Enter") {
      if (event.isComposing) return;
      event.preventDefault();
      if (this.waits) this.goes = true;
      else this.#go({ ctrlKey: event.ctrlKey, metaKey: event.metaKey });
      return;
    }
    const to = lineBy(event.key, this.at, this.lines.length);
    if (to === this.at || to < 0) return;
    event.preventDefault();
    this.#point(to);
  }
}

let finder = null;
export function openFinder() {
  finder ??= new Finder();
  finder.open();
}

// The shell: menu, drop-downs, password eye, questions before a step, marks that were left unsent.
import { initTheme } from "./appearance.js";
import { announce, make, remember } from "./dom.js";
import { readTexts, text } from "./texts.js";
import { unsentSheets } from "./storage.js";

const root = document.documentElement;

function menuIsNarrow() {
  return root.dataset.menu ? root.dataset.menu === "closed" : "wide" in root.dataset;
}

function sayMenuState(button) {
  const narrow = menuIsNarrow();
  button.setAttribute("aria-expanded", String(!narrow));
  button.querySelector(".label").textContent = text(narrow ? "widen" : "narrow");
}

function initMenu(menu) {
  const fold = menu.querySelector("[data-menu-fold]");
  sayMenuState(fold);
  fold.addEventListener("click", () => {
    root.dataset.menu = menuIsNarrow() ? "open" : "closed";
    remember("menu", root.dataset.menu);
    sayMenuState(fold);
  });
  for (const summary of menu.querySelectorAll("summary")) {
    summary.addEventListener("click", (event) => {
      if (!menuIsNarrow() || innerWidth < 1024) return;
      event.preventDefault();
      root.dataset.menu = "open";
      summary.parentElement.open = true;
      sayMenuState(fold);
    });
  }
  initDrawer(menu);
}

/** Under 1024 px the menu is a drawer: it opens by :target without a script, with focus and Esc with it. */
function initDrawer(menu) {
  const column = document.querySelector(".column");
  let opener = null;
  const set = (open) => {
    menu.classList.toggle("open", open);
    column.inert = open;
    if (open) menu.querySelector(".menu-close").focus();
    else opener?.focus();
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href="#menu"], .menu-close, .scrim');
    if (!link) return;
    event.preventDefault();
    const open = link.getAttribute("href") === "#menu";
    if (open) opener = link;
    set(open);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.classList.contains("open")) set(false);
  });
}

/** Drop-downs close by Esc, by a click beside them and when another opens. */
function initPops() {
  const openPops = () => document.querySelectorAll("details.pop[open]");
  document.addEventListener("click", (event) => {
    for (const pop of openPops()) if (!pop.contains(event.target)) pop.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const pop of openPops()) {
      pop.open = false;
      pop.querySelector("summary").focus();
    }
  });
}

/** Search opens by Ctrl+K in any layout, or from its field; without a script the field is a link to the page. */
function initFinder() {
  const links = document.querySelectorAll("[data-finder]");
  if (!links.length) return;
  const open = async () => {
    if (document.querySelector("dialog[open]:not(.finder)")) return;
    const { openFinder } = await import("./finder.js");
    openFinder();
  };
  for (const link of links) {
    link.setAttribute("aria-haspopup", "dialog");
    link.setAttribute("role", "button");
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      open();
    });
    link.addEventListener("keydown", (event) => {
      if (event.key !== " ") return;
      event.preventDefault();
      open();
    });
  }
  document.addEventListener("keydown", (event) => {
    if (event.code !== "KeyK" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
    event.preventDefault();
    open();
  });
}

/** Help opens beside the page, so that nothing typed is lost; without a script it is a page of its own. */
function initHelp() {
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("[data-help-link]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const { openHelp } = await import("./help.js");
    openHelp(link.href);
  });
}

/** A hint that was read stays away; theme.js hides it before the first paint. */
function initHint() {
  document.querySelector("[data-hint-read]")?.addEventListener("click", () => {
    const { hint } = document.querySelector("[data-hint]").dataset;
    root.dataset.read = `${root.dataset.read ?? ""} ${hint}`.trim();
    remember("hints", root.dataset.read);
    document.getElementById("main").focus({ preventScroll: true });
  });
}

/** The name of a chosen file stands beside its button; a browser says it in its own language. */
function initFiles() {
  document.addEventListener("change", ({ target }) => {
    const said = target.type === "file" && target.parentElement.querySelector(".file-name");
    if (said) said.textContent = [...target.files].map((file) => file.name).join(", ") || text("no_file");
  });
}

function initPasswordEyes() {
  for (const button of document.querySelectorAll("[data-show-password]")) {
    const field = document.getElementById(button.dataset.showPassword);
    button.addEventListener("click", () => {
      const shown = field.type === "password";
      field.type = shown ? "text" : "password";
      button.setAttribute("aria-pressed", String(shown));
      field.focus();
    });
  }
}

/** Asks before a submit button with data-confirm; the button's own words name the step. */
function initQuestions() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-confirm]");
    if (!button || button.dataset.confirmed) return;
    event.preventDefault();
    ask(button);
  });
}

function ask(button) {
  const dialog = make("dialog", { "aria-label": button.dataset.confirm }, make("p", {}, button.dataset.confirm));
  const go = make("button", { class: "btn btn-primary", type: "button", onclick: () => {
    button.dataset.confirmed = "1";
    dialog.close();
    button.click();
  } }, button.textContent.trim());
  const stay = make("button", { class: "btn btn-text", type: "button", onclick: () => dialog.close() }, text("cancel"));
  dialog.append(make("div", { class: "acts" }, go, stay));
  dialog.addEventListener("close", () => { dialog.remove(); button.focus(); });
  document.body.append(dialog);
  dialog.showModal();
}

function initDialogs() {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    if (opener) {
      opener.closest("details.pop")?.removeAttribute("open");
      document.getElementById(opener.dataset.dialog).showModal();
    }
    const shut = event.target.closest("dialog [data-shut]");
    if (shut) shut.closest("dialog").close();
    if (event.target.localName === "dialog" && event.target === document.activeElement) return;
  });
}

/** A list row opens its card by a click anywhere, a selection of text or a control excepted. */
function initRows() {
  document.addEventListener("click", (event) => {
    const row = event.target.closest("tr.clickable");
    if (!row || event.target.closest("a, button, input, label") || String(getSelection())) return;
    row.querySelector("a.title")?.click();
  });
}

function initTabs() {
  for (const list of document.querySelectorAll("[data-tabs]")) {
    const tabs = [...list.querySelectorAll("a")];
    const show = (chosen) => {
      for (const tab of tabs) {
        const panel = document.getElementById(tab.hash.slice(1));
        tab.setAttribute("aria-selected", String(tab === chosen));
        tab.tabIndex = tab === chosen ? 0 : -1;
        panel.hidden = tab !== chosen;
      }
    };
    list.setAttribute("role", "tablist");
    for (const tab of tabs) {
      const panel = document.getElementById(tab.hash.slice(1));
      tab.setAttribute("role", "tab");
      tab.setAttribute("aria-controls", panel.id);
      panel.setAttribute("role", "tabpanel");
      tab.addEventListener("click", (event) => {
        event.preventDefault();
        history.replaceState(null, "", tab.hash);
        show(tab);
      });
    }
    list.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const next = tabs[(tabs.indexOf(document.activeElement) + step + tabs.length) % tabs.length];
      next.focus();
      show(next);
    });
    show(tabs.find((tab) => tab.hash === location.hash) ?? tabs[0]);
  }
}

/** Tells of marks kept in this browser by this person on a sheet that is not open now. */
function tellUnsent() {
  const box = document.getElementById("unsent");
  const user = document.body.dataset.user;
  if (!box || !user) return;
  const here = document.getElementById("sheet") ? JSON.parse(document.getElementById("sheet").textContent).urls?.marks : "";
  const left = unsentSheets(localStorage, user).filter((sheet) => sheet.url !== here);
  if (!left.length) return;
  box.querySelector(".say").textContent = text("unsent", { count: left.reduce((sum, sheet) => sum + sheet.count, 0) });
  box.querySelector(".acts").append(...left.map((sheet) =>
    make("a", { class: "btn btn-small", href: sheet.page }, `${text("open_and_send")}: ${sheet.title}`)));
  box.hidden = false;
  announce(box.querySelector(".say").textContent);
}

/** The open tab is in view on a phone. Sideways only: the page begins at its top. */
function showOpenTabs() {
  for (const open of document.querySelectorAll("nav.tabs > [aria-current]")) {
    const row = open.parentElement;
    row.scrollLeft = open.offsetLeft - row.offsetLeft - (row.clientWidth - open.offsetWidth) / 2;
  }
}

/** A form that is answered with a file leaves its page as it was: a cookie says that the file is out, and the page is read anew. */
function initSavedFiles() {
  document.addEventListener("submit", ({ target }) => {
    if (target.method !== "post") return;
    const waiting = setInterval(() => {
      if (!/(?:^|; )file_saved=/.test(document.cookie)) return;
      clearInterval(waiting);
      document.cookie = "file_saved=; Max-Age=0; Path=/";
      location.replace(location.pathname + location.search);
    }, 400);
    setTimeout(() => clearInterval(waiting), 60_000);
  });
}

readTexts();
initTheme();
const menu = document.getElementById("menu");
if (menu) initMenu(menu);
initPops();
initFinder();
initHelp();
initHint();
initPasswordEyes();
initFiles();
initQuestions();
initDialogs();
initSavedFiles();
initRows();
initTabs();
showOpenTabs();
if (document.querySelector("[data-date], [data-time], #sheet")) import("./dates.js").then(({ initDates }) => initDates());
try { tellUnsent(); } catch { /* storage is switched off */ }
document.querySelector(".notice.summary")?.focus();

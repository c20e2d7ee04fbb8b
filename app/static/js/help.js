// Help beside the page: the article of a page of help in a panel. The server drew it from our own files; links of it stay in the panel.
import { icon, make } from "./dom.js";
import { text } from "./texts.js";

let panel = null;

function makePanel() {
  const title = make("h2", { id: "help-title" });
  const body = make("div", { class: "help-body prose", tabindex: "0" });
  const alone = make("a", { class: "btn btn-text btn-small" }, text("help_alone"));
  const all = make("a", { class: "btn btn-text btn-small", href: "/help" }, text("help_all"));
  const dialog = make("dialog", { class: "help-panel", "aria-labelledby": "help-title" },
    make("div", { class: "help-head" }, title, make("button", { class: "round", type: "button", "aria-label": text("close"), onclick: () => dialog.close() }, icon("close"))),
    body, make("div", { class: "help-foot" }, all, alone));
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
    const link = event.target.closest("a");
    if (!link || link === alone || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (!new URL(link.href).pathname.startsWith("/help")) return;
    event.preventDefault();
    show(link.href);
  });
  document.body.append(dialog);
  return { dialog, title, body, alone };
}

async function show(href) {
  panel.alone.href = href;
  try {
    const response = await fetch(href, { credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const article = page.querySelector("[data-help]");
    if (!response.ok || !article) throw new Error("no article");
    panel.title.textContent = page.querySelector("h1").textContent;
    panel.body.replaceChildren(...[...article.childNodes].map((node) => document.importNode(node, true)));
    panel.body.scrollTop = 0;
  } catch {
    panel.title.textContent = text("help");
    panel.body.replaceChildren(make("p", {}, text("search_offline")));
  }
}

export async function openHelp(href) {
  panel ??= makePanel();
  await show(href);
  panel.dialog.showModal();
}

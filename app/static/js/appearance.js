// Light, dark, or as the system: chosen by the person, kept in this browser, followed by its other tabs.
import { remember } from "./dom.js";

const root = document.documentElement;

function isDark() {
  return root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

function show(theme) {
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  else delete root.dataset.theme;
  for (const frame of document.querySelectorAll("meta[data-frame]")) {
    const { frame: own } = frame.dataset;
    frame.media = root.dataset.theme ? (root.dataset.theme === own ? "all" : "not all") : `(prefers-color-scheme: ${own})`;
  }
  for (const button of document.querySelectorAll("[data-theme-choice]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === (root.dataset.theme ?? "system")));
  }
}

function choose(theme) {
  show(theme);
  remember("theme", root.dataset.theme ?? "");
}

export function initTheme() {
  for (const button of document.querySelectorAll("[data-theme-switch]")) button.addEventListener("click", () => choose(isDark() ? "light" : "dark"));
  for (const button of document.querySelectorAll("[data-theme-choice]")) button.addEventListener("click", () => choose(button.dataset.themeChoice));
  addEventListener("storage", (event) => { if (event.key === "theme") show(event.newValue); });
  show(root.dataset.theme);
}

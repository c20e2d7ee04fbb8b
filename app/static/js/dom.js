// The few DOM shorthands the pages share.
let spriteHref = "";

/** An element with properties and children; strings become text, never markup. */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.className = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

/** An icon of the sprite; its address is taken from an icon the server drew. */
export function icon(name, size = "icon") {
  if (!spriteHref) spriteHref = document.querySelector("svg use")?.getAttribute("href").split("#")[0] ?? "";
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", size);
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${spriteHref}#${name}`);
  svg.append(use);
  return svg;
}

export function readJson(id) {
  const element = document.getElementById(id);
  return element ? JSON.parse(element.textContent) : null;
}

let announcer = null;
/** Says a line to a screen reader without moving the focus. */
export function announce(line) {
  if (!announcer) {
    announcer = make("div", { class: "vh", role: "status", "aria-live": "polite" });
    document.body.append(announcer);
  }
  if (announcer.textContent !== line) announcer.textContent = line;
}

/** A message that goes by itself after six seconds, with at most one action; never for errors. */
export function toast(line, actionLabel = "", action = null) {
  const place = document.querySelector(".toasts");
  const box = make("div", { class: "toast" }, make("span", {}, line));
  const gone = () => box.remove();
  if (action) box.append(make("button", { class: "link", type: "button", onclick: () => { gone(); action(); } }, actionLabel));
  place.replaceChildren(box);
  setTimeout(gone, 6000);
}

/** Keeps a value in the browser; a full or forbidden storage is no error. */
export function remember(key, value) {
  try { localStorage.setItem(key, value); } catch { /* not kept */ }
}

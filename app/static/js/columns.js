// The order of the columns of a list: the boxes are sent in the order in which they stand.
import { announce } from "./dom.js";

/** What is ticked stands in one run at the top; a line moves within the list, never before the one that names the row. */
export function initColumns(list) {
  if (!list) return;
  const sayEnds = () => {
    const lines = [...list.children];
    for (const line of lines) {
      const [up, down] = line.querySelectorAll("[data-move]");
      if (!up) continue;
      up.disabled = line === lines[1];
      down.disabled = line === lines.at(-1);
    }
  };
  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    if (!button) return;
    const line = button.closest(".check-line");
    const up = button.dataset.move === "up";
    if (up) line.previousElementSibling.before(line);
    else line.nextElementSibling.after(line);
    sayEnds();
    (button.disabled ? line.querySelector("[data-move]:not(:disabled)") : button).focus();
    announce(`${line.textContent.trim()}: ${[...list.children].indexOf(line) + 1}`);
  });
  sayEnds();
}

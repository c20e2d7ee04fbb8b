// The matrix of a role: what is changed and not yet saved is marked and counted.
import "./form.js";
import { text } from "./texts.js";

const form = document.getElementById("rights");
const said = document.getElementById("changed");
const usual = said.textContent;

form.addEventListener("change", () => {
  const changed = [...form.querySelectorAll('input[type="checkbox"]')].filter((box) => {
    const differs = box.checked !== box.defaultChecked;
    box.classList.toggle("changed", differs);
    return differs;
  });
  said.classList.toggle("on", changed.length > 0);
  said.textContent = changed.length ? text("changed_rights", { count: changed.length }) : usual;
});

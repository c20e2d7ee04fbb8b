// The tabs of a card are links; arrows walk along them, and the open one is in view on a phone.
const tabs = [...document.querySelectorAll("nav.tabs .tab")];
const open = tabs.find((tab) => tab.getAttribute("aria-current"));
// Sideways only: the tabs of a document stand beneath its paper, and the page begins at its top.
if (open) open.parentElement.scrollLeft = open.offsetLeft - open.parentElement.offsetLeft - (open.parentElement.clientWidth - open.offsetWidth) / 2;
document.querySelector("nav.tabs")?.addEventListener("keydown", (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const at = tabs.indexOf(document.activeElement);
  if (!step || at < 0) return;
  event.preventDefault();
  tabs[(at + step + tabs.length) % tabs.length].focus();
});

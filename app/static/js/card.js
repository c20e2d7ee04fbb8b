// The tabs of a card are links; arrows walk along them.
const tabs = [...document.querySelectorAll("nav.tabs .tab")];
document.querySelector("nav.tabs")?.addEventListener("keydown", (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const at = tabs.indexOf(document.activeElement);
  if (!step || at < 0) return;
  event.preventDefault();
  tabs[(at + step + tabs.length) % tabs.length].focus();
});

// Runs before the first paint, so that neither the theme, nor the menu width, nor a hint that was read jumps. A plain script, not a module.
(function () {
  var root = document.documentElement;
  root.classList.add("js");
  try {
    var theme = localStorage.getItem("theme");
    if (theme === "light" || theme === "dark") {
      root.dataset.theme = theme;
      document.querySelectorAll("meta[data-frame]").forEach(function (frame) { frame.media = frame.dataset.frame === theme ? "all" : "not all"; });
    }
    var menu = localStorage.getItem("menu");
    if (menu === "open" || menu === "closed") root.dataset.menu = menu;
    root.dataset.read = localStorage.getItem("hints") || "";
  } catch (error) { /* storage is switched off: the defaults stand */ }
})();

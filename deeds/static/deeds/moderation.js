// Whoever writes a merged text wants it to be taken.
document.addEventListener("input", (event) => {
  const text = event.target.closest(".sides textarea");
  if (text) text.closest("fieldset").querySelector("[value=merged]").checked = true;
});

// Single keys for moderators. A key moves the focus or follows a link; it never decides. All of it can be turned off.
(() => {
  const NAME = "moderation-keys";
  const panel = document.querySelector("[data-moderation-keys]");
  if (!panel) return;
  const isOn = () => localStorage.getItem(NAME) !== "off";
  const writes = (element) => element.closest("input:not([type=radio]), textarea, select, [contenteditable]");

  const button = panel.querySelector("[data-moderation-switch]");
  const label = () => { button.textContent = isOn() ? button.dataset.off : button.dataset.on; };
  button.hidden = false;
  label();
  button.addEventListener("click", () => {
    localStorage.setItem(NAME, isOn() ? "off" : "on");
    label();
  });

  const move = (step) => {
    const links = [...document.querySelectorAll("[data-moderation-row] th a")];
    if (!links.length) return false;
    const now = links.findIndex((link) => link.closest("tr").contains(document.activeElement));
    links[now < 0 ? 0 : Math.min(Math.max(now + step, 0), links.length - 1)].focus();
    return true;
  };
  const focus = (selector) => {
    const target = document.querySelector(selector);
    if (!target) return;
    target.focus();
    target.scrollIntoView({ block: "center" });
  };
  const keys = {
    j: () => move(1) || document.querySelector("a[data-key=j]")?.click(),
    k: () => move(-1) || document.querySelector("a[data-key=k]")?.click(),
    u: () => document.querySelector("a[data-key=u]")?.click(),
    p: () => focus("[data-key=p]"),
    r: () => focus("#return-note"),
    x: () => focus("#refuse-ground"),
    "?": () => { panel.open = !panel.open; panel.querySelector("summary").focus(); },
  };
  document.addEventListener("keydown", (event) => {
    if (!isOn() || event.ctrlKey || event.metaKey || event.altKey || writes(event.target)) return;
    const act = keys[event.key];
    if (act) { event.preventDefault(); act(); }
  });
})();

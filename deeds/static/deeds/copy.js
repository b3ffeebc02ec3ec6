// Puts the text beside a button on the clipboard and says so. Without it the text can be selected and copied.
(() => {
  for (const button of document.querySelectorAll("button[data-copy]")) {
    const text = document.getElementById(button.dataset.copy);
    const said = button.parentElement.querySelector("[data-said]");
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(text.value);
      } catch {
        text.focus();
        text.select();
        if (!document.execCommand("copy")) return;  // it stays selected: the keys copy it
      }
      said.textContent = "";
      requestAnimationFrame(() => { said.textContent = button.dataset.done; });
    });
  }
})();

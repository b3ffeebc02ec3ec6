// Saves the page a moment after typing pauses. Without it nothing is missing: each button saves too.
(() => {
  const form = document.querySelector("form[data-autosave]");
  if (!form || form.elements.accepted) return;
  const said = form.querySelector("[data-said]");
  let timer = 0;
  let busy = null;

  const save = async () => {
    const body = new FormData(form);
    body.append("autosave", "1");
    try {
      const answer = await fetch(location.pathname, { method: "POST", body, redirect: "error" });
      const { revision, said: words } = await answer.json();
      if (revision !== undefined) form.elements.revision.value = revision;
      said.textContent = words;
    } catch {
      said.textContent = "";  // no line: the next pause tries again, and the button says what is wrong
    }
  };

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => { busy = (busy ?? Promise.resolve()).then(save); }, 1500);
  });
  form.addEventListener("submit", async (event) => {
    clearTimeout(timer);
    if (!busy) return;
    event.preventDefault();  // a save on its way would make this one look like another device's
    await busy;
    form.submit();
  });
})();

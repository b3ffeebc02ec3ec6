// Saves the page a moment after typing pauses. Without it nothing is missing: each button saves too.
(() => {
  const form = document.querySelector("form[data-autosave]");
  if (!form || form.elements.accepted) return;
  const said = form.querySelector("[data-said]");
  const PAUSE = 1500;
  const AGAIN = 5000;
  const PATIENCE = 15000;
  let timer = 0;
  let busy = Promise.resolve();
  let unsaved = false;
  let lost = false;

  // What the site says, nothing if it answers otherwise (then the button says what is wrong), null if nobody answers.
  const send = async () => {
    const body = new FormData(form);
    body.append("autosave", "1");
    const options = { method: "POST", body, redirect: "manual", signal: AbortSignal.timeout(PATIENCE) };
    const answer = await fetch(location.pathname, options).catch(() => null);
    return answer && answer.json().catch(() => ({}));
  };

  const save = async () => {
    unsaved = false;
    const words = await send();
    lost = words === null;
    unsaved ||= lost;
    said.textContent = lost ? said.dataset.lost : words.said ?? "";
    said.classList.toggle("notice", lost);
    if (words?.revision !== undefined) form.elements.revision.value = words.revision;
    if (lost) later(AGAIN);
  };
  const now = () => {
    clearTimeout(timer);
    busy = busy.then(save);
    return busy;
  };
  const later = (pause) => {
    clearTimeout(timer);
    timer = setTimeout(now, pause);
  };

  form.addEventListener("input", () => {
    unsaved = true;
    later(PAUSE);
  });
  window.addEventListener("online", () => lost && now());
  window.addEventListener("beforeunload", (event) => lost && event.preventDefault());
  form.addEventListener("submit", async (event) => {
    // An error page of the browser would take the place of words that stand nowhere else. A save on its way would make
    // this one look like another device's.
    event.preventDefault();
    await busy;
    if (unsaved) await now();
    if (!lost) form.submit();
  });
})();

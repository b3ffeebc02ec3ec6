// The numbers of a run under way, every two seconds, without loading the page anew. Without this script a link does so.
(() => {
  const EVERY = 2000;
  const runs = document.querySelector("[data-runs]");
  if (!runs) return;

  const refresh = (fresh) => {
    if (fresh.dataset.runs !== runs.dataset.runs) {
      // Another state has other buttons.
      runs.dataset.runs = fresh.dataset.runs;
      if (!fresh.dataset.url) delete runs.dataset.url;
      runs.replaceChildren(...fresh.childNodes);
      return;
    }
    for (const element of fresh.querySelectorAll("[data-live]")) {
      const shown = document.getElementById(element.id);
      if (element.localName === "progress") {
        shown.max = element.max;
        shown.value = element.value;
      } else {
        shown.replaceChildren(...element.childNodes);
      }
    }
  };

  const ask = async () => {
    if (!runs.dataset.url) return;
    if (!document.hidden) {
      const response = await fetch(runs.dataset.url).catch(() => null);
      if (response?.ok && !response.redirected) {
        const page = new DOMParser().parseFromString(await response.text(), "text/html");
        refresh(page.querySelector("[data-runs]"));
      }
    }
    setTimeout(ask, EVERY);
  };
  setTimeout(ask, EVERY);
})();

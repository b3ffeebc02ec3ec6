// Offers titles and words under a search box while one types: a combobox with a list (WAI-ARIA). Without it the box
// searches as it always does. Asks this site only, a moment after typing pauses, and never twice for the same words.
(() => {
  const PAUSE = 200;
  const SHORTEST = 2;

  const enhance = (input, number) => {
    const list = document.createElement("ul");
    const said = document.createElement("p");
    const answers = new Map();
    let timer = 0;
    let asking = null;
    let chosen = -1;

    list.id = `suggestions-${number}`;
    list.className = "suggestions";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.labels[0]?.textContent.trim() ?? "");
    list.hidden = true;
    said.className = "visually-hidden";
    said.setAttribute("role", "status");
    const attributes = {
      "role": "combobox", "autocomplete": "off", "aria-autocomplete": "list",
      "aria-controls": list.id, "aria-expanded": "false",
    };
    for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
    input.form.append(list, said);

    const options = () => [...list.children];
    const close = () => {
      list.hidden = true;
      chosen = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };
    const mark = (place) => {
      chosen = place;
      options().forEach((option, at) => option.setAttribute("aria-selected", String(at === place)));
      const option = options()[place];
      if (option) {
        input.setAttribute("aria-activedescendant", option.id);
        option.scrollIntoView({ block: "nearest" });
      } else {
        input.removeAttribute("aria-activedescendant");
      }
    };
    const take = (option) => {
      close();
      if (option.dataset.url) {
        location.assign(option.dataset.url);
        return;
      }
      input.value = option.textContent;
      input.form.requestSubmit();
    };
    const offer = (text, { url = "", language = "" }) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${list.children.length}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.textContent = text;
      if (url) option.dataset.url = url;
      if (language) option.lang = language;
      list.append(option);
    };
    const show = (answer) => {
      list.replaceChildren();
      answer.words.forEach((word) => offer(word, {}));
      answer.titles.forEach((title) => offer(title.title, title));
      said.textContent = answer.said;
      if (!list.children.length || document.activeElement !== input) {
        close();
        return;
      }
      chosen = -1;
      input.removeAttribute("aria-activedescendant");
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
    };
    const ask = async () => {
      const text = input.value.trim();
      asking?.abort();
      if (text.length < SHORTEST) {
        close();
        said.textContent = "";
        return;
      }
      if (answers.has(text)) {
        show(answers.get(text));
        return;
      }
      asking = new AbortController();
      const url = new URL(input.dataset.suggestions, location.href);
      url.searchParams.set("q", text);
      try {
        const answer = await fetch(url, { signal: asking.signal, credentials: "omit" });
        if (!answer.ok) return;
        answers.set(text, await answer.json());
        if (input.value.trim() === text) show(answers.get(text));
      } catch {
        // The line is gone, or more was typed meanwhile: the box still searches.
      }
    };

    input.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, PAUSE);
    });
    input.addEventListener("keydown", (event) => {
      const count = list.hidden ? 0 : options().length;
      if (event.key === "ArrowDown" && !count) {
        ask();
      } else if (event.key === "ArrowDown") {
        mark(chosen + 1 < count ? chosen + 1 : -1);
      } else if (event.key === "ArrowUp" && count) {
        mark(chosen === -1 ? count - 1 : chosen - 1);
      } else if (event.key === "Enter" && count && chosen >= 0) {
        take(options()[chosen]);
      } else if (event.key === "Escape" && count) {
        close();
      } else {
        return;
      }
      event.preventDefault();
    });
    list.addEventListener("pointerdown", (event) => event.preventDefault());  // the box keeps the focus
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) take(option);
    });
    input.addEventListener("blur", close);
  };

  document.querySelectorAll("input[data-suggestions]").forEach(enhance);
})();

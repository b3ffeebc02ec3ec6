/* What Wagtail's editor does not have: how long a subject is, and what becomes of each item in each language. */
(() => {
  const { Controller } = window.StimulusModule;

  /** Counts the characters of the field inside it against the length that is seen whole. */
  class LengthController extends Controller {
    static values = { best: Number, words: String };

    connect() {
      this.field = this.element.querySelector("input, textarea");
      if (!this.field) return;
      this.counter = document.createElement("p");
      this.counter.className = "issue-length";
      this.counter.id = `${this.field.id}-length`;
      this.field.after(this.counter);
      const described = this.field.getAttribute("aria-describedby") || "";
      if (!described.includes(this.counter.id)) this.field.setAttribute("aria-describedby", `${described} ${this.counter.id}`.trim());
      this.count = this.count.bind(this);
      this.field.addEventListener("input", this.count);
      this.count();
    }

    disconnect() {
      this.counter?.remove();
      this.field?.removeEventListener("input", this.count);
    }

    count() {
      const length = [...this.field.value].length;
      this.counter.textContent = this.wordsValue.replace("%(length)s", length).replace("%(best)s", this.bestValue);
      this.counter.classList.toggle("issue-length--long", length > this.bestValue);
    }
  }

  /** Says beside each chosen item in which form each language has it, and where it was mailed before. */
  class ItemsController extends Controller {
    static values = { url: String };

    connect() {
      this.known = {};
      this.look = this.look.bind(this);
      this.observer = new MutationObserver(() => this.soon());
      // The chooser writes into its title when something is chosen.
      this.observer.observe(this.element, { childList: true, characterData: true, subtree: true });
      this.element.addEventListener("change", this.look);
      this.look();
    }

    disconnect() {
      this.observer.disconnect();
      window.clearTimeout(this.timer);
    }

    soon() {
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(this.look, 150);
    }

    /** Each chooser with the item in it: [element, "deed:1055"]. */
    chosen() {
      return [...this.element.querySelectorAll(".chooser")]
        .map((chooser) => [chooser, document.getElementById(chooser.id.replace(/-chooser$/, ""))?.value || ""])
        .filter(([, value]) => /^[a-z_]+:./.test(value) || value === "");
    }

    async look() {
      const chosen = this.chosen();
      const unknown = [...new Set(chosen.map(([, value]) => value).filter((value) => value && !(value in this.known)))];
      if (unknown.length) {
        const question = new URLSearchParams(unknown.map((value) => ["item", value]));
        const own = window.location.pathname.match(/\/edit\/(\d+)\//);
        if (own) question.set("issue", own[1]);
        const answer = await fetch(`${this.urlValue}?${question}`, { headers: { Accept: "application/json" } });
        if (!answer.ok) return;
        Object.assign(this.known, (await answer.json()).items);
      }
      this.chosen().forEach(([chooser, value]) => this.write(chooser, this.known[value], value));
    }

    write(chooser, note, value) {
      const old = chooser.parentElement.querySelector(":scope > .issue-note");
      if (old?.dataset.item === value) return;
      old?.remove();
      if (!note) return;
      const lines = document.createElement("div");
      lines.className = "issue-note";
      lines.dataset.item = value;
      note.languages.forEach(({ code, form, words }) => {
        const line = lines.appendChild(document.createElement("span"));
        line.className = `issue-note__form issue-note__form--${form}`;
        line.appendChild(document.createElement("b")).textContent = code;
        line.append(` ${words}`);
      });
      if (note.mailed) {
        const line = lines.appendChild(document.createElement("span"));
        line.className = "issue-note__mailed";
        line.textContent = note.mailed;
      }
      chooser.after(lines);
    }
  }

  /** Makes one mode of Wagtail's preview from what is chosen above it: "sv,lead,dark". */
  class PreviewController extends Controller {
    static targets = ["part", "mode"];

    compose() {
      const words = this.partTargets.filter((part) => part.type !== "checkbox" || part.checked).map((part) => part.value);
      this.modeTarget.options[0].value = words.join(",");
      this.modeTarget.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }

  window.wagtail.app.register("issue-preview", PreviewController);
  window.wagtail.app.register("issue-items", ItemsController);
  window.wagtail.app.register("issue-length", LengthController);
})();

// A part of a page that is under way, asked for again every two seconds until it is through; then the whole page, once.
(() => {
    const EVERY = 2000;
    const ask = async () => {
        const part = document.querySelector("[data-live]");
        if (!part) return;
        if (document.hidden) return void setTimeout(ask, EVERY);
        try {
            const answer = await fetch(part.dataset.live, { headers: { "X-Requested-With": "XMLHttpRequest" } });
            const page = new DOMParser().parseFromString(await answer.text(), "text/html");
            const fresh = page.querySelector("[data-live]");
            if (!answer.ok || !fresh) return void location.reload();
            part.replaceChildren(...fresh.childNodes);
        } catch {
            // No connection just now: the page stays as it is, and is asked for again.
        }
        setTimeout(ask, EVERY);
    };
    setTimeout(ask, EVERY);
})();

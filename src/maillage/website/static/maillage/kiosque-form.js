// The form of the kiosque: the preview and the code follow each choice.
const form = document.querySelector("[data-kiosque-form]");

if (form) {
  const said = form.querySelector("[data-said]");
  let pending;
  let wait;

  const address = () => {
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (value && name !== "adresse") query.append(name, value);
    return `${form.getAttribute("action")}?${query}`;
  };
  const load = async () => {
    pending?.abort();
    pending = new AbortController();
    try {
      const answer = await fetch(address(), { signal: pending.signal });
      if (!answer.ok) throw new Error(answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const focused = document.activeElement?.id;
      for (const part of document.querySelectorAll("[data-live]")) {
        const fresh = page.getElementById(part.id);
        if (fresh) part.replaceChildren(...fresh.childNodes);
      }
      if (focused) document.getElementById(focused)?.focus();
      history.replaceState(null, "", answer.url);
      said.textContent = `${said.dataset.ready} ${document.querySelector("[data-what]").textContent.trim()}`;
    } catch (error) {
      if (error.name !== "AbortError") location.assign(address());
    }
  };

  form.addEventListener("change", (event) => {
    if (event.target.name === "adresse") return;
    clearTimeout(wait);
    wait = setTimeout(load, 250);
  });
  form.addEventListener("submit", (event) => {
    if (form.elements.adresse.value.trim()) return; // another subject: a whole new page
    event.preventDefault();
    load();
  });
}

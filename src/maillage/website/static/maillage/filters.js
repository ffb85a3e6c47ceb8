// Filters apply themselves: the page is fetched and its live parts replaced, focus and folds kept.
const form = document.querySelector("[data-filters]");

if (form) {
  const wide = matchMedia("(min-width: 60rem)");
  for (const fold of document.querySelectorAll("details.fold:not(.stay)")) fold.open = wide.matches;
  const said = document.querySelector("[data-said]");
  let pending;
  let wait;

  const load = async (url, push = true) => {
    pending?.abort();
    pending = new AbortController();
    let text;
    try {
      const answer = await fetch(url, { signal: pending.signal });
      if (!answer.ok) throw new Error(answer.status);
      text = await answer.text();
    } catch (error) {
      if (error.name !== "AbortError") location.assign(url);
      return;
    }
    const page = new DOMParser().parseFromString(text, "text/html");
    const focused = document.activeElement?.id;
    const folds = new Map([...form.querySelectorAll("details[id]")].map((fold) => [fold.id, fold.open]));
    for (const part of document.querySelectorAll("[data-live]")) {
      const fresh = page.getElementById(part.id);
      if (fresh) part.replaceChildren(...fresh.childNodes);
    }
    for (const [id, open] of folds) {
      const fold = document.getElementById(id);
      if (fold) fold.open = open;
    }
    if (focused) document.getElementById(focused)?.focus();
    document.title = page.title;
    if (push) history.pushState(null, "", url);
    said.textContent = document.querySelector("[data-sentence]")?.textContent.trim() ?? "";
    document.dispatchEvent(new CustomEvent("listing"));
  };

  const address = () => {
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (value) query.append(name, value);
    const text = query.toString();
    return form.getAttribute("action") + (text ? `?${text}` : "");
  };

  form.addEventListener("change", (event) => {
    if (event.target.type !== "checkbox") return;
    clearTimeout(wait);
    wait = setTimeout(() => load(address()), 250);
  });
  form.addEventListener("submit", (event) => { event.preventDefault(); load(address()); });
  addEventListener("popstate", () => load(location.href, false));
}

// Suggestions under a search field: links that the server renders, reached with the arrows.
for (const box of document.querySelectorAll("[data-suggest]")) {
  const field = box.querySelector("input[type=search]");
  const list = box.querySelector("[data-suggestions]");
  const said = box.querySelector("[role=status]");
  let pending;
  let wait;

  const close = () => { list.hidden = true; said.textContent = ""; };
  const ask = async () => {
    pending?.abort();
    const text = field.value.trim();
    if (text.length < 2) return close();
    pending = new AbortController();
    try {
      const url = `${box.dataset.suggest}?${new URLSearchParams({ q: text })}`;
      const answer = await fetch(url, { signal: pending.signal, headers: { "HX-Request": "true" } });
      if (!answer.ok) return close();
      list.innerHTML = await answer.text();
      const found = list.querySelectorAll("a").length;
      list.hidden = !found;
      said.textContent = found ? box.dataset.found.replace("%s", found) : "";
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  };

  field.addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(ask, 180); });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) { close(); field.focus(); return; }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || list.hidden) return;
    const stops = [field, ...list.querySelectorAll("a")];
    const next = stops[stops.indexOf(document.activeElement) + step];
    if (next) { event.preventDefault(); next.focus(); }
  });
  box.addEventListener("focusout", (event) => {
    if (!box.contains(event.relatedTarget)) close();
  });
}

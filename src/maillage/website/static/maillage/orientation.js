// Where the project is: what is typed is looked up, and an answer fills the field.
// Without script the field is sent as it is, and the page proposes where several answer.
for (const box of document.querySelectorAll("[data-place]")) {
  const field = box.querySelector("input[name=lieu]");
  const list = box.querySelector(".suggestions");
  const said = box.querySelector("[role=status]");
  if (!field) continue;
  let pending;
  let wait;

  const close = () => { list.hidden = true; list.replaceChildren(); };
  const ask = async () => {
    pending?.abort();
    const text = field.value.trim();
    if (text.length < 2) return close();
    pending = new AbortController();
    try {
      const url = `${box.dataset.place}?${new URLSearchParams({ q: text })}`;
      const answer = await fetch(url, { signal: pending.signal });
      if (!answer.ok) return close();
      list.innerHTML = await answer.text();
      const found = list.querySelectorAll("button").length;
      list.hidden = !found;
      said.textContent = found ? box.dataset.several.replace("%s", found) : "";
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  };
  // The reference says exactly which territory: several may have the label's name.
  const take = (button) => { field.value = button.value; close(); field.form.requestSubmit(box.querySelector("button[name=repondre]")); };
  const choose = (button) => {
    if (field.form.matches(".expert-form, .start-form")) { field.value = button.dataset.label; close(); field.focus(); }
    else take(button);
  };

  field.addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(ask, 180); });
  list.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) choose(button);
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) { close(); field.focus(); return; }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || list.hidden) return;
    const stops = [field, ...list.querySelectorAll("button")];
    const next = stops[stops.indexOf(document.activeElement) + step];
    if (next) { event.preventDefault(); next.focus(); }
  });
  box.addEventListener("focusout", (event) => { if (!box.contains(event.relatedTarget)) list.hidden = true; });
}

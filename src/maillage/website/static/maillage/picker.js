// Picking territories: what is typed is looked up, and each answer is a button that adds it.
// Without script the same field is sent with the form, and the page that comes back proposes.
for (const box of document.querySelectorAll("[data-add]")) {
  const field = box.querySelector("input");
  const list = box.querySelector(".suggestions");
  const said = box.querySelector("[role=status]");
  const picked = box.closest("form").querySelector("[data-picked]");
  let pending;
  let wait;

  const close = () => { list.hidden = true; list.replaceChildren(); };
  const ask = async () => {
    pending?.abort();
    const text = field.value.trim();
    if (text.length < 2) return close();
    pending = new AbortController();
    try {
      const url = `${box.dataset.add}?${new URLSearchParams({ q: text })}`;
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
  const add = (button) => {
    const there = [...picked.querySelectorAll("input")].find((one) => one.value === button.value);
    if (there) there.checked = true;
    else {
      const line = document.createElement("li");
      const label = document.createElement("label");
      const check = Object.assign(document.createElement("input"), {
        type: "checkbox", name: box.dataset.field, value: button.value, checked: true,
      });
      const words = document.createElement("span");
      words.textContent = button.dataset.label;
      label.className = "check";
      label.append(check, words);
      line.append(label);
      picked.append(line);
    }
    picked.closest("fieldset").hidden = false;
    said.textContent = box.dataset.said.replace("%s", button.dataset.label);
    field.value = "";
    close();
    field.focus();
  };

  field.addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(ask, 180); });
  field.addEventListener("keydown", (event) => {
    // Enter adds the first answer: the form goes with its own button.
    if (event.key === "Enter" && !list.hidden) { event.preventDefault(); add(list.querySelector("button")); }
  });
  list.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) add(button);
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

// The rule editor: each step is the server's; here the page changes without being left, and what
// is being written is checked while it is typed. Without script the same buttons send the form.
const PAUSE = 450; // ms without a key before checking
let wait;
let asking;

const form = () => document.getElementById("editeur");

async function ask(url, data) {
  asking?.abort();
  asking = new AbortController();
  const answer = await fetch(url, { method: "POST", body: data, signal: asking.signal });
  if (!answer.ok) throw new Error(answer.status);
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

// A new check takes the place of the last one.
async function check() {
  const data = new FormData(form());
  data.delete("csv_file");
  try {
    const found = await ask(form().dataset.check, data);
    document.getElementById("verification").replaceWith(found.getElementById("verification"));
  } catch (error) {
    if (error.name !== "AbortError") form().requestSubmit();
  }
}

// A step (add, remove, another fact) is answered by the whole form.
async function step(data, focused) {
  clearTimeout(wait);
  const open = [...form().querySelectorAll("details[open][id]")].map((one) => one.id);
  try {
    const found = (await ask(form().action, data)).getElementById("editeur");
    form().replaceWith(found);
    for (const id of open) document.getElementById(id)?.setAttribute("open", "");
    document.getElementById(form().dataset.focus || focused)?.focus();
  } catch (error) {
    if (error.name !== "AbortError") form().requestSubmit();
  }
}

document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (event.target !== form() || button?.name !== "do" || button.value === "save") return;
  event.preventDefault();
  step(new FormData(form(), button), document.activeElement?.id);
});
document.addEventListener("change", (event) => {
  if (!event.target.closest?.("#editeur")) return;
  if (event.target.matches("[data-refresh]")) {
    const data = new FormData(form());
    data.append("do", "refresh");
    step(data, event.target.id);
  }
});
document.addEventListener("input", (event) => {
  if (!event.target.closest?.("#editeur") || event.target.matches("[data-refresh], [type=file], #csv, #reason")) return;
  const several = event.target.closest("details.several");
  if (several) {
    const chosen = [...several.querySelectorAll("input:checked")].map((one) => one.parentElement.textContent.trim());
    several.querySelector("summary").textContent = chosen.join(", ") || "…";
  }
  // What was said of a row no longer holds: the check says it again if it does.
  const row = event.target.closest(".wrong");
  row?.classList.remove("wrong");
  row?.querySelector(".error")?.remove();
  clearTimeout(wait);
  wait = setTimeout(check, PAUSE);
});
document.documentElement.classList.add("with-js");

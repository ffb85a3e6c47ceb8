// The reviewers' desk by the keyboard: a key goes to the next thing, decides, opens, saves.
// Everything here has its button or link: without script, or with keys off, nothing is lost.
const keys = document.querySelector("[data-keys]");
const review = document.querySelector("[data-review]");
const STORE = "relecture-sans-touches";
const off = () => { try { return localStorage.getItem(STORE) === "1"; } catch { return false; } };
const all = (selector) => [...document.querySelectorAll(selector)];

const stops = () => all(review ? "[data-change]" : "[data-row]");
const current = () => stops().find((one) => one.contains(document.activeElement))
  ?? document.querySelector(".is-current");
const go = (step) => {
  const found = stops();
  if (!found.length) return;
  const here = found.indexOf(current());
  const next = found[Math.min(found.length - 1, Math.max(0, here < 0 ? 0 : here + step))];
  for (const one of found) one.classList.toggle("is-current", one === next);
  (review ? next : next.querySelector("[data-open]")).focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
};
const press = (key) => {
  const target = document.querySelector(`[data-key="${key}"]`);
  if (target) target.click();
  return Boolean(target);
};

// A proposal: how many values are decided, and the buttons say so.
const tell = () => {
  const said = document.querySelector("[data-count]");
  if (!said) return;
  const changes = stops();
  if (review) {
    const decided = changes.filter((one) => one.querySelector('[type="radio"]:checked')?.value).length;
    said.textContent = changes.length > 1 ? said.dataset.count.replace("%s", decided).replace("%t", changes.length) : "";
    for (const one of changes) one.dataset.choice = one.querySelector('[type="radio"]:checked')?.value ?? "";
  } else {
    const picked = all("[data-pick]:checked").length;
    said.dataset.rest ??= said.textContent;
    said.textContent = picked ? said.dataset.count.replace("%s", picked) : said.dataset.rest;
    document.querySelector("[data-bar]")?.classList.toggle("is-on", picked > 0);
  }
};
const choose = (value) => {
  const one = current() ?? stops()[0];
  const radio = [...one?.querySelectorAll('[type="radio"]') ?? []].find((choice) => choice.value === value);
  if (!radio) { // a single value, or a remark: the buttons decide
    if (value === "refuser") (one?.querySelector(".why input") ?? document.querySelector("#reponse"))?.focus();
    else if (value) press("A");
    return;
  }
  radio.checked = true;
  tell();
  if (value === "refuser") one.querySelector(".why input").focus();
  else go(1);
};
const fix = () => {
  const box = (current() ?? stops()[0])?.querySelector(".fix");
  if (!box) return;
  box.open = true;
  box.querySelector("input, textarea, select")?.focus();
};

const actions = review
  ? { j: () => go(1), k: () => go(-1), a: () => choose("accepter"), r: () => choose("refuser"), w: () => choose(""), c: fix }
  : {
    j: () => go(1),
    k: () => go(-1),
    o: () => current()?.querySelector("[data-open]")?.click(),
    x: () => { const box = current()?.querySelector("[data-pick]"); if (box) { box.checked = !box.checked; tell(); } },
    a: () => { if (all("[data-pick]:checked").length) document.querySelector('[data-bar] [value="accepter"]').focus(); },
    r: () => { if (all("[data-pick]:checked").length) document.querySelector("#motif-lot").focus(); },
    "/": () => document.querySelector("#q")?.focus(),
  };

const writes = (target) => target.matches?.('textarea, select, input:not([type="radio"], [type="checkbox"])');

document.addEventListener("keydown", (event) => {
  if (!keys) return;
  if (event.key === "Escape" && writes(event.target)) { const here = current(); event.target.blur(); here?.focus?.(); return; }
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && review) { event.preventDefault(); press("e") || press("A"); return; }
  if (event.key === "Enter" && event.target.closest(".why, [data-bar]") && writes(event.target)) {
    event.preventDefault(); // a reason is typed: the next value, or the button that it is for
    const button = document.querySelector('[data-bar] [value="refuser"]');
    if (review && current()?.querySelector('[type="radio"]')) go(1); else button?.focus();
    return;
  }
  if (off() || event.ctrlKey || event.metaKey || event.altKey || writes(event.target)) return;
  if (event.key === "?") { keys.open = !keys.open; keys.scrollIntoView({ block: "nearest" }); event.preventDefault(); return; }
  const act = actions[event.key];
  if (act) { event.preventDefault(); act(); } else if (press(event.key)) event.preventDefault();
});

document.addEventListener("change", (event) => {
  const { target } = event;
  if (target.matches("[data-pick-all]")) for (const box of all("[data-pick]")) box.checked = target.checked;
  if (target.matches("[data-keys-on]")) { try { target.checked ? localStorage.removeItem(STORE) : localStorage.setItem(STORE, "1"); } catch { /* private mode */ } }
  // What somebody corrects, they mean to publish.
  const fixed = target.closest(".fix");
  if (fixed) { const yes = fixed.closest("[data-change]").querySelector('[value="accepter"]'); if (yes) yes.checked = true; }
  tell();
});
document.addEventListener("listing", tell);
// A refusal that has no reason yet says so before it is sent.
review?.addEventListener("submit", (event) => {
  if (event.submitter?.value !== "refuser" && !all('[data-change] [value="refuser"]:checked').length) return;
  const answer = document.querySelector("#reponse");
  const bare = stops().filter((one) => {
    const choice = one.querySelector('[type="radio"]:checked')?.value || event.submitter?.value;
    return choice === "refuser" && !one.querySelector(".why input").value.trim();
  });
  if (!bare.length || !answer || answer.value.trim()) return;
  event.preventDefault();
  const field = bare[0].querySelector(".why input");
  const no = bare[0].querySelector('[type="radio"][value="refuser"]');
  if (no) no.checked = true;
  tell();
  field.setCustomValidity(review.dataset.why);
  field.reportValidity();
  field.addEventListener("input", () => field.setCustomValidity(""), { once: true });
});

const switched = document.querySelector("[data-keys-on]");
if (switched) switched.checked = !off();
tell();

// Copy, share and print: controls that say what they did. Without script, links and text remain.
// Listens from the top of the page, for lists replace their parts.
const say = (place, words) => {
  place.textContent = words;
  setTimeout(() => { if (place.textContent === words) place.textContent = ""; }, 6000);
};

const copy = async (button) => {
  const source = document.getElementById(button.dataset.copy);
  const given = "here" in button.dataset ? location.href : button.dataset.copy;
  const text = source ? source.textContent.trim() : given;
  const said = button.parentElement.querySelector("[role=status]");
  try {
    await navigator.clipboard.writeText(text);
    say(said, button.dataset.done);
  } catch {
    say(said, `${button.dataset.failed} ${source ? "" : text}`);
    if (source?.select) source.select();
    else if (source) getSelection().selectAllChildren(source);
  }
};

// The link to a block leads there, as any link; its whole address is also copied.
const copyAnchor = async (link) => {
  try {
    await navigator.clipboard.writeText(link.href);
    const said = document.querySelector("[data-anchor-said]");
    say(said, said.dataset.done);
  } catch { /* the address is in the bar */ }
};

document.addEventListener("click", (event) => {
  const control = event.target.closest("[data-copy], [data-share], [data-print], .anchor");
  if (!control) return;
  if (control.matches(".anchor")) copyAnchor(control);
  else if ("copy" in control.dataset) copy(control);
  else if ("print" in control.dataset) print();
  else navigator.share({ title: document.title, url: control.dataset.share }).catch(() => { /* given up */ });
});

if (navigator.share) for (const button of document.querySelectorAll("[data-share]")) button.hidden = false;

// Paper has no folds to open. Source marks stay closed: their passages are notes at the end.
let opened = [];
addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll("details:not([open], .ev, .fold, .facet, #historique details)")];
  for (const fold of opened) fold.open = true;
});
addEventListener("afterprint", () => { for (const fold of opened) fold.open = false; });

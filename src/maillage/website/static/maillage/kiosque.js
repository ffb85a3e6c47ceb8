// In the frame: tells the page around how tall it is, and makes the slides move.
const tell = () => {
  const height = Math.ceil(document.querySelector("main").getBoundingClientRect().height);
  // A height is no secret, and any site may show a kiosque: no origin to choose.
  if (parent !== window) parent.postMessage({ type: "maillage:hauteur", height }, "*");
};
new ResizeObserver(tell).observe(document.querySelector("main"));
// The script around may start after this one: it asks.
addEventListener("message", (event) => {
  if (event.source === parent && event.data?.type === "maillage:demande") tell();
});

const DELAY = 6000;
const still = matchMedia("(prefers-reduced-motion: reduce)");

for (const box of document.querySelectorAll("[data-slides]")) {
  const list = box.querySelector("ul");
  const slides = [...list.children];
  const toggle = box.querySelector("[data-play]");
  const place = box.querySelector("[data-place]");
  box.querySelector(".controls").hidden = false;
  let playing = "auto" in box.dataset && !still.matches;
  let asked = false; // the reader pressed play: being over it does not stop it
  let over = false;
  let within = false;
  let shown = 0;

  const runs = () => playing && (asked || !(over || within)) && !document.hidden;
  const show = () => {
    toggle.classList.toggle("on", playing);
    toggle.ariaLabel = playing ? toggle.dataset.pauseLabel : toggle.dataset.playLabel;
    place.ariaLive = runs() ? "off" : "polite";
  };
  const say = () => {
    const title = slides[shown].querySelector("h2").textContent.trim();
    const words = place.dataset.of.replace("%1", shown + 1).replace("%2", slides.length).replace("%3", title);
    place.children[0].textContent = `${shown + 1} / ${slides.length}`;
    place.children[1].textContent = words;
  };
  const go = (index) => {
    shown = (index + slides.length) % slides.length;
    list.scrollTo({ left: slides[shown].offsetLeft - list.offsetLeft, behavior: still.matches ? "instant" : "auto" });
    say();
  };
  const set = (value, byReader) => { playing = value; asked = value && byReader; show(); };

  for (const button of box.querySelectorAll("[data-step]")) {
    button.addEventListener("click", () => { set(false); go(shown + Number(button.dataset.step)); });
  }
  toggle.addEventListener("click", () => set(!playing, true));
  box.addEventListener("pointerenter", () => { over = true; show(); });
  box.addEventListener("pointerleave", () => { over = false; show(); });
  box.addEventListener("focusin", () => { within = true; show(); });
  box.addEventListener("focusout", (event) => { within = box.contains(event.relatedTarget); show(); });
  still.addEventListener("change", () => { if (still.matches) set(false); });
  // By hand or from the keyboard, the list scrolls by itself: follow it.
  list.addEventListener("scrollend", () => {
    const index = Math.round(list.scrollLeft / list.clientWidth);
    if (index !== shown && slides[index]) { shown = index; say(); }
  });
  setInterval(() => { if (runs()) go(shown + 1); }, DELAY);
  show();
}

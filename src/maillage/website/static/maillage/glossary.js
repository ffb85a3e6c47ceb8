// Escape puts the definition of a term away until the pointer and the focus have left it.
let away = null;

const back = (event) => {
  if (event.type === "mouseout" ? away.contains(event.relatedTarget) : away.matches(":hover")) return;
  if (event.type === "mouseout" && away.contains(document.activeElement)) return;
  away.classList.remove("away");
  for (const type of ["mouseout", "focusout"]) away.removeEventListener(type, back);
  away = null;
};

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || away) return;
  away = document.querySelector(".term:hover, .term:focus-within");
  if (!away) return;
  away.classList.add("away");
  for (const type of ["mouseout", "focusout"]) away.addEventListener(type, back);
});

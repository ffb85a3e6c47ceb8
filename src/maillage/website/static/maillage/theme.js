// Runs before the first paint: marks that scripts work, and applies the reader's choice of theme.
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const read = () => { try { return localStorage.getItem("theme"); } catch { return null; } };
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : dark.matches);
  root.classList.add("js");
  if (read()) root.dataset.theme = read();

  addEventListener("DOMContentLoaded", () => {
    const button = document.querySelector("[data-theme-toggle]");
    if (!button) return;
    const show = () => button.setAttribute("aria-pressed", String(isDark()));
    button.addEventListener("click", () => {
      const next = isDark() ? "light" : "dark";
      // Back to the system's own theme: forget the choice, so that it follows the system again.
      const follows = (next === "dark") === dark.matches;
      if (follows) delete root.dataset.theme; else root.dataset.theme = next;
      try { follows ? localStorage.removeItem("theme") : localStorage.setItem("theme", next); } catch { /* private mode */ }
      show();
    });
    dark.addEventListener("change", show);
    show();
  });
})();

// On another site: gives each frame of this portal the height of what it holds.
// Needs nothing but leave to run: it sets the attribute `height`, no style.
(() => {
  const origin = new URL(document.currentScript.src).origin;
  const frames = () => [...document.querySelectorAll("iframe")].filter((frame) => frame.src.startsWith(`${origin}/`));

  addEventListener("message", (event) => {
    const height = event.data?.height;
    if (event.origin !== origin || event.data?.type !== "maillage:hauteur") return;
    if (!Number.isInteger(height) || height < 1 || height > 20000) return;
    const frame = frames().find((one) => one.contentWindow === event.source);
    if (frame) frame.height = height;
  });
  // Those that were there first have spoken already.
  for (const frame of frames()) frame.contentWindow?.postMessage({ type: "maillage:demande" }, origin);
})();

// « lille [arobase] recyclivre.com » becomes a link for people; harvesters read only the words.
for (const place of document.querySelectorAll("[data-email]")) {
  const address = place.textContent.trim()
    .replace(/\s*\[(?:arobase|at)\]\s*/i, "@")
    .replace(/\s*\[(?:point|dot)\]\s*/gi, ".");
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(address)) continue;
  const link = document.createElement("a");
  link.href = `mailto:${address}`;
  link.textContent = address;
  place.replaceChildren(link);
}

// « lille [arobase] recyclivre.com » becomes a link for people; harvesters read only the words.
for (const place of document.querySelectorAll("[data-email]")) {
  const address = place.textContent.trim()
    .replace(/\s*\[(?:arobase|at)\]\s*/i, "@")
    .replace(/\s*\[(?:point|dot)\]\s*/gi, ".");
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(address)) continue;
  const link = document.createElement("a");
  const { subject, body } = place.dataset;
  const letter = subject ? `?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body ?? "")}` : "";
  link.href = `mailto:${address}${letter}`;
  link.textContent = address;
  place.replaceChildren(link);
}

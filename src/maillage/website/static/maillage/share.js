// Copy and share: buttons that say what they did. Without script the text can be copied by hand.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copy);
    const given = "here" in button.dataset ? location.href : button.dataset.copy;
    const text = source ? source.textContent.trim() : given;
    const said = button.parentElement.querySelector("[role=status]");
    try {
      await navigator.clipboard.writeText(text);
      said.textContent = button.dataset.done;
    } catch {
      said.textContent = `${button.dataset.failed} ${source ? "" : text}`;
      if (source) getSelection().selectAllChildren(source);
    }
    setTimeout(() => { said.textContent = ""; }, 6000);
  });
}

for (const button of document.querySelectorAll("[data-share]")) {
  if (!navigator.share) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    navigator.share({ title: document.title, url: button.dataset.share }).catch(() => { /* given up */ });
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.addEventListener("click", () => print());
}

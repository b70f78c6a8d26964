// The record: it follows the session, and the note that is being written stays until it is kept.

import { startPage } from "./page.js";

startPage();

const form = document.getElementById("note-form");
const text = form.elements.text;

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.elt !== form || !detail.successful) return;
  text.value = "";
  text.focus();
});

for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, () => {
    const notice = document.getElementById("notice");
    notice.dataset.kind = "problem";
    notice.textContent = document.querySelector(".link-words[data-when=lost]").textContent;
  });
}

// Ctrl+Enter keeps the note: whoever takes minutes does not want to reach for the mouse.
text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
});

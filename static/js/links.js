// Copy an address. Browsers have no clipboard interface on plain-http addresses of the local network.

const copy = async (field) => {
  field.select();
  if (navigator.clipboard) return navigator.clipboard.writeText(field.value);
  return document.execCommand("copy");
};

document.addEventListener("click", async ({ target }) => {
  if (target.closest("[data-print]")) window.print();
  const button = target.closest("[data-copy]");
  if (!button) return;
  const word = button.firstElementChild;
  const before = word.textContent;
  try {
    await copy(document.getElementById(button.dataset.copy));
    // Selecting the address moved the focus; return it, for the keyboard.
    button.focus();
    word.textContent = button.dataset.done;
    setTimeout(() => (word.textContent = before), 2_000);
  } catch {
    // The address is selected: the person can copy it with their own key.
  }
});

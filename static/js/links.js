// Copy an address. Browsers have no clipboard interface on plain-http addresses of the local network, and some refuse it.

const copy = async (field) => {
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    field.select();
    if (!document.execCommand("copy")) throw new Error("not copied");
  }
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

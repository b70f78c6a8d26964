// Copying an address. The clipboard's own interface is missing on plain-http addresses of the local network.

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
    // Selecting the address took the focus along; whoever uses a keyboard goes on from where they were.
    button.focus();
    word.textContent = button.dataset.done;
    setTimeout(() => (word.textContent = before), 2_000);
  } catch {
    // The address is selected: the person's own copy key does the rest.
  }
});

// Copying an address. The clipboard's own interface is missing on plain-http addresses of the local network.

const copy = async (field) => {
  field.select();
  if (navigator.clipboard) return navigator.clipboard.writeText(field.value);
  return document.execCommand("copy");
};

document.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-copy]");
  if (!button) return;
  const before = button.textContent;
  try {
    await copy(document.getElementById(button.dataset.copy));
    button.textContent = button.dataset.done;
    setTimeout(() => (button.textContent = before), 2_000);
  } catch {
    // The address is selected: the person's own copy key does the rest.
  }
});

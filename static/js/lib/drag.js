// Drag a row of a list by its grip: with a mouse, a pen or a finger.

/**
 * Watch all grips below `root`. `onDrop(row, place)` is called with a row dropped elsewhere, and its new place.
 *
 * The list does not change while a row is dragged: only a mark shows where it would go.
 */
export const watchGrips = (root, onDrop) => {
  let row = null;
  let place = null;

  const others = () => [...row.parentElement.children].filter((other) => other.dataset.question && other !== row);

  const mark = () => {
    for (const other of others()) delete other.dataset.before;
    row.parentElement.toggleAttribute("data-at-end", place === others().length);
    const before = others()[place];
    if (before) before.dataset.before = "";
  };

  const clear = () => {
    for (const other of others()) delete other.dataset.before;
    row.parentElement.removeAttribute("data-at-end");
    row.classList.remove("dragged");
    row = place = null;
  };

  root.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest("[data-grip]");
    if (!grip || event.button !== 0) return;
    event.preventDefault();
    row = grip.closest("[data-question]");
    row.classList.add("dragged");
  });

  document.addEventListener("pointermove", ({ clientY }) => {
    if (!row) return;
    const below = others().findIndex((other) => clientY < other.getBoundingClientRect().top + other.offsetHeight / 2);
    place = below < 0 ? others().length : below;
    mark();
  });

  document.addEventListener("pointerup", () => {
    if (!row) return;
    const [dropped, at] = [row, place];
    const stood = [...row.parentElement.children].filter((other) => other.dataset.question).indexOf(row);
    clear();
    if (at !== null && at !== stood) onDrop(dropped, at);
  });

  for (const name of ["pointercancel", "blur"]) window.addEventListener(name, () => row && clear());
};

// Drag a row of a list by its grip: with a mouse, a pen or a finger. What that does is up to the page.

/**
 * Watch all grips. `next` is the row before which the dragged one would go, null at the end of its list; `home` is the
 * row before which it stood. `over(row, next)` is called at each new place, `drop(row, next, home)` when the row is
 * released in another place, `cancel(row, home)` when it goes back. Returns a function: whether a row is dragged.
 */
export const watchGrips = ({ grip, row: rows, over, drop, cancel }) => {
  let dragged = null;
  let home = null;
  let next = null;

  const end = (moved) => {
    const row = dragged;
    if (!row) return;
    dragged = null;
    delete row.dataset.dragged;
    if (moved && next !== home) drop(row, next, home);
    else cancel(row, home);
  };

  document.addEventListener("pointerdown", (event) => {
    const held = event.target.closest?.(grip);
    if (!held || event.button !== 0) return;
    event.preventDefault();
    held.focus();
    held.setPointerCapture(event.pointerId);
    dragged = held.closest(rows);
    home = next = dragged.nextElementSibling;
    dragged.dataset.dragged = "";
  });

  document.addEventListener("pointermove", ({ clientY }) => {
    if (!dragged) return;
    const others = [...dragged.parentElement.children].filter((row) => row !== dragged && row.matches(rows));
    const below = others.find((row) => clientY < row.getBoundingClientRect().top + row.offsetHeight / 2) ?? null;
    if (below === next) return;
    next = below;
    over(dragged, next);
  });

  document.addEventListener("pointerup", () => end(true));
  document.addEventListener("keydown", ({ key }) => key === "Escape" && end(false));
  for (const name of ["pointercancel", "blur"]) window.addEventListener(name, () => end(false));

  return () => dragged !== null;
};

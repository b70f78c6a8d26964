// Keys that must be held for a second, because their effect reaches the whole room and a mistake is too easy.

const HOLD = 1_000;

let held = null;

const release = (refused) => {
  if (!held) return;
  clearTimeout(held.timer);
  delete held.button.dataset.holding;
  const { button } = held;
  held = null;
  refused?.(button.dataset.hold);
};

/** Start holding a key: `press(button)` is called after a second, unless it is released before. */
export const hold = (button, press) => {
  release();
  button.dataset.holding = "";
  const timer = setTimeout(() => {
    release();
    press(button);
  }, HOLD);
  held = { button, timer };
};

/** Watch the keys that have `data-hold`; `press(button)` carries them out, `refuse(sentence)` says what is missing. */
export const guardHolds = (press, refuse) => {
  const of = (target) => target.closest?.("button[data-hold]");
  let pointed = false;
  document.addEventListener("pointerdown", (event) => {
    pointed = Boolean(of(event.target) && event.button === 0);
    if (pointed) hold(of(event.target), press);
  });
  for (const name of ["pointerup", "pointercancel"]) document.addEventListener(name, () => release(refuse));
  document.addEventListener("keydown", (event) => {
    if (!of(event.target) || !["Enter", " "].includes(event.key)) return;
    event.preventDefault();
    if (!event.repeat && !held) hold(of(event.target), press);
  });
  document.addEventListener("keyup", () => release(refuse));
  window.addEventListener("blur", () => release());
  // A mouse click was held or refused by then; a click of assistive technology has no pointer and counts.
  document.addEventListener("click", (event) => {
    if (!of(event.target) || !pointed) return;
    pointed = false;
    event.preventDefault();
  }, true);
};

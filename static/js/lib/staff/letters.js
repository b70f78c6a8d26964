// Keys of one letter, digit or sign: a person who dictates, or whose hand trembles, switches them off in this browser.
// Space, arrows, Enter and Esc go on acting, and every action has a button.

const KEPT = "rostrum:letter-keys";

const areOff = () => localStorage.getItem(KEPT) === "off";

/** Rename an attribute of every element whose key is a letter, digit or sign, or two one after the other (`M1`). */
const rename = (from, to) => {
  for (const element of document.querySelectorAll(`[${from}]`)) {
    const key = element.getAttribute(from);
    if (key.length > 2) continue;
    element.setAttribute(to, key);
    element.removeAttribute(from);
  }
};

// A screen reader reads `aria-keyshortcuts` aloud: a key that does not act is not announced.
const silence = () => areOff() && rename("aria-keyshortcuts", "data-shortcut");

const show = () => {
  document.documentElement.toggleAttribute("data-letters-off", areOff());
  if (areOff()) silence();
  else rename("data-shortcut", "aria-keyshortcuts");
};

/** Whether the key of this event is one that has been switched off. */
export const isOff = ({ key }) => areOff() && key.length === 1 && key !== " ";

/** Let the box of the page switch the keys off and on; other pages of this browser follow. */
export const offerLetters = () => {
  const box = document.querySelector("[data-letters]");
  box.checked = !areOff();
  show();
  // Parts that arrive later bring the attribute again.
  new MutationObserver(silence).observe(document.body, { attributeFilter: ["aria-keyshortcuts"], childList: true, subtree: true });
  box.addEventListener("change", () => {
    localStorage.setItem(KEPT, box.checked ? "on" : "off");
    show();
  });
  addEventListener("storage", () => {
    box.checked = !areOff();
    show();
  });
};

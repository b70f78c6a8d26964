// Keys of one letter, digit or sign: a person who dictates, or whose hand trembles, switches them off in this browser.
// Space, arrows, Enter and Esc go on acting, and every action has a button.

const KEPT = "rostrum:letter-keys";

const areOff = () => localStorage.getItem(KEPT) === "off";
const show = () => document.documentElement.toggleAttribute("data-letters-off", areOff());

/** Whether the key of this event is one that has been switched off. */
export const isOff = ({ key }) => areOff() && key.length === 1 && key !== " ";

/** Let the box of the page switch the keys off and on; other pages of this browser follow. */
export const offerLetters = () => {
  const box = document.querySelector("[data-letters]");
  box.checked = !areOff();
  show();
  box.addEventListener("change", () => {
    localStorage.setItem(KEPT, box.checked ? "on" : "off");
    show();
  });
  addEventListener("storage", () => {
    box.checked = !areOff();
    show();
  });
};

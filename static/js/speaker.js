// A speaker's own page: one touch acknowledges new cues and messages, and informs the moderator.

import { startScreen } from "./lib/screens/screen.js";

let acknowledged = null;

// The key is visible as long as something on the page has not been acknowledged.
const show = () => {
  const key = document.getElementById("seen");
  if (key) key.hidden = Number(key.dataset.seen) <= (acknowledged ?? 0);
};

const screen = startScreen({ seen: () => acknowledged, after: show });

document.addEventListener("click", ({ target }) => {
  const key = target.closest("#seen");
  if (!key) return;
  acknowledged = Number(key.dataset.seen);
  show();
  screen.report();
  document.getElementById("speaker-title").focus();
});

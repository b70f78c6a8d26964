// The stage screen: full screen on a click, no pointer, no burn-in.

import { startScreen } from "./lib/screens/screen.js";
import { isOff } from "./lib/staff/letters.js";

const REST_AFTER = 3_000;
const SHIFT_EVERY = 60_000;

// The language of the part may be that of who has the floor, and change with it; so does what a screen reader says.
const speakIn = () => {
  document.getElementById("announced").lang = document.getElementById("part-screen").lang;
};
startScreen({ after: speakIn });
speakIn();

const fullScreen = () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen?.().catch(() => {}));
document.getElementById("fullscreen")?.addEventListener("click", fullScreen);
document.addEventListener("keydown", (event) => !event.repeat && event.key.toLowerCase() === "f" && !isOff(event) && fullScreen());

let rest;
const stir = () => {
  document.body.classList.remove("still");
  clearTimeout(rest);
  rest = setTimeout(() => document.body.classList.add("still"), REST_AFTER);
};
document.addEventListener("pointermove", stir);
stir();

// Against burn-in: everything moves by a pixel or two a minute, in a small circle.
let turn = 0;
setInterval(() => {
  turn += 1;
  const root = document.documentElement.style;
  root.setProperty("--shift-x", `${(2 * Math.cos(turn / 2)).toFixed(1)}px`);
  root.setProperty("--shift-y", `${(2 * Math.sin(turn / 2)).toFixed(1)}px`);
}, SHIFT_EVERY);

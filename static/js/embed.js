// What is on, in a frame of another site: count the clock down, and ask for the present state every ten seconds.

import { clockText } from "./lib/time/format.js";

const EVERY = 10_000;
const WITHIN = 8_000;

let came = performance.now();

const draw = () => {
  const clock = document.querySelector("[data-left]");
  if (!clock) return;
  const passed = "running" in clock.dataset ? performance.now() - came : 0;
  const left = Number(clock.dataset.left) - passed;
  clock.textContent = clockText("holds" in clock.dataset ? Math.max(left, 0) : left);
};

const look = async () => {
  const away = document.querySelector(".away");
  try {
    const answer = await fetch(location.href, { credentials: "omit", cache: "no-store", signal: AbortSignal.timeout(WITHIN) });
    if (!answer.ok) throw new Error(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.getElementById("now").replaceWith(page.getElementById("now"));
    came = performance.now();
    away.hidden = true;
    draw();
  } catch {
    away.hidden = false;
  }
};

// Not all sites that show this at the same instant, and none that no reader looks at.
const again = async () => {
  if (!document.hidden) await look();
  setTimeout(again, EVERY * (0.9 + 0.2 * Math.random()));
};

document.addEventListener("visibilitychange", () => !document.hidden && look());
setInterval(draw, 250);
setTimeout(again, EVERY);
draw();

// The board and the signs of rooms: reloads its rows every few seconds, and measures the server's clock with the same requests.

import { startFrom, takeSample } from "./lib/time/clock.js";
import { find } from "./lib/dom/dom.js";
import { repaint, start } from "./lib/time/elements.js";
import { morph } from "./lib/dom/morph.js";

const EVERY = 4_000;

const { base = "", rows, now } = document.body.dataset;
const lost = find("#board-lost");
startFrom(Number(now));
start();

const refresh = async () => {
  if (document.visibilityState === "hidden") return;
  const sent = Date.now();
  try {
    const answer = await (await fetch(`${base}${rows}`)).json();
    takeSample(sent, answer.now, Date.now());
    morph(find("#part-board"), answer.html, ["style"]);
    lost.textContent = "";
    repaint();
  } catch {
    lost.textContent = lost.dataset.lost;
  }
};

setInterval(refresh, EVERY);
document.addEventListener("visibilitychange", refresh);

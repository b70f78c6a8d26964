// The board: reloads its rows every few seconds, and measures the server's clock with the same requests.

import { startFrom, takeSample } from "./lib/clock.js";
import { repaint, start } from "./lib/elements.js";

const EVERY = 4_000;

const { base = "", query, now } = document.body.dataset;
const lost = document.querySelector("#board-lost");
startFrom(Number(now));
start();

const refresh = async () => {
  if (document.visibilityState === "hidden") return;
  const sent = Date.now();
  try {
    const answer = await (await fetch(`${base}/board/rows?${query}`)).json();
    takeSample(sent, answer.now, Date.now());
    const options = { morphStyle: "outerHTML", callbacks: { beforeAttributeUpdated: (name) => name !== "style" } };
    Idiomorph.morph(document.querySelector("#part-board"), answer.html, options);
    lost.textContent = "";
    repaint();
  } catch {
    lost.textContent = lost.dataset.lost;
  }
};

setInterval(refresh, EVERY);
document.addEventListener("visibilitychange", refresh);

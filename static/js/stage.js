// The stage screen: honest about the link, awake, and never in the way.

import { uncertainty } from "./clock.js";
import { elapsedText } from "./format.js";
import { startPage } from "./page.js";

const REPORT_EVERY = 2_000;
const REST_AFTER = 2_000;
const SHIFT_EVERY = 60_000;

const screenId = (() => {
  const key = `rostrum:screen:${document.body.dataset.slug}`;
  const made = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");
  const id = sessionStorage.getItem(key) ?? made();
  sessionStorage.setItem(key, id);
  return id;
})();
const nameKey = `rostrum:name:${screenId}`;

const part = () => document.getElementById("part-screen");
const flash = document.getElementById("flash");
const calm = matchMedia("(prefers-reduced-motion: reduce)");
let flashes = Number(part().dataset.flash);

// One flash a second, three at the most, then steady; with reduced motion a steady frame instead.
const flashNow = async () => {
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  flash.toggleAttribute("data-steady", calm.matches);
  for (let n = 0; n < (calm.matches ? 1 : 3); n += 1) {
    flash.hidden = false;
    await wait(calm.matches ? 3_000 : 250);
    flash.hidden = true;
    await wait(calm.matches ? 0 : 750);
  }
};

const report = () =>
  state.link.send({
    t: "report",
    seq: state.seq,
    visible: document.visibilityState === "visible",
    error_ms: uncertainty(),
    message: Boolean(document.querySelector(".stage-message:not([hidden])")),
    cue: part().dataset.cue ? Number(part().dataset.cue) : null,
  });

const state = startPage({
  hello: () => ({ screen: screenId, name: sessionStorage.getItem(nameKey) ?? "" }),
  after: () => {
    const now = Number(part().dataset.flash);
    if (now > flashes) flashNow();
    flashes = now;
    // Only what has really been painted is reported.
    requestAnimationFrame(() => setTimeout(report));
  },
  onMessage: (message) => {
    if (message.t === "flash") flashNow();
    if (message.t === "name") sessionStorage.setItem(nameKey, message.name);
  },
});

setInterval(report, REPORT_EVERY);
document.addEventListener("visibilitychange", report);
setInterval(() => {
  document.getElementById("silence").textContent = elapsedText(state.link.silence);
}, 250);

// Awake.
const stayAwake = () => {
  if (document.visibilityState === "visible") navigator.wakeLock?.request("screen").catch(() => {});
};
document.addEventListener("visibilitychange", stayAwake);
stayAwake();

// Full screen, and the pointer out of sight.
const fullScreen = () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen?.().catch(() => {}));
document.getElementById("fullscreen")?.addEventListener("click", fullScreen);
document.addEventListener("keydown", ({ key, repeat }) => !repeat && key.toLowerCase() === "f" && fullScreen());
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

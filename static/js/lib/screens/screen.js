// A stage's or a speaker's screen: reports what it shows, flashes, sounds, and stays awake.

import { uncertainty } from "../time/clock.js";
import { put } from "../time/elements.js";
import { elapsedText } from "../time/format.js";
import { startAnnouncing } from "../live/announcing.js";
import { startPage } from "../live/page.js";
import { soundCue, soundIsOn, switchSound } from "./sound.js";

const REPORT_EVERY = 2_000;
const PICTURE_AFTER = 50; // ms

const screenId = (() => {
  const key = `rostrum:screen:${document.body.dataset.slug}`;
  const made = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");
  const id = sessionStorage.getItem(key) ?? made();
  sessionStorage.setItem(key, id);
  return id;
})();
const nameKey = `rostrum:name:${screenId}`;
// In the console's miniature the page is only a picture of the stage: it reports nothing and wakes nothing.
const isPicture = window !== window.top;
document.documentElement.toggleAttribute("data-picture", isPicture);
const flash = document.getElementById("flash");
const calm = matchMedia("(prefers-reduced-motion: reduce)");

const part = () => document.getElementById("part-screen");

// One flash a second, three at the most, then steady; with reduced motion a steady frame instead. The element counts
// them, because a flash is over before anything can ask whether there was one.
const flashNow = async () => {
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  flash.toggleAttribute("data-steady", calm.matches);
  for (let n = 0; n < (calm.matches ? 1 : 3); n += 1) {
    flash.hidden = false;
    flash.dataset.count = Number(flash.dataset.count ?? 0) + 1;
    await wait(calm.matches ? 3_000 : 250);
    flash.hidden = true;
    await wait(calm.matches ? 0 : 750);
  }
};

/** Start the page as a screen. `seen()` is the seq of the latest cue or message that a person has acknowledged. */
export const startScreen = ({ seen = () => null, after = () => {} } = {}) => {
  const facts = () => ({ flashes: Number(part().dataset.flash), cue: Number(part().dataset.cue ?? 0), mine: "mine" in part().dataset });
  let before = facts();
  let cueShown = null;

  const report = () => {
    if (isPicture) return;
    const visible = document.visibilityState === "visible";
    // Shown means visible: a cue that came and ended while the page was hidden was not shown.
    if (visible && document.querySelector("[data-cue-shown]:not([hidden])")) cueShown = Number(part().dataset.cue);
    state.link.send({
      t: "report",
      seq: state.seq,
      visible,
      error_ms: uncertainty(),
      message: Boolean(document.querySelector("[data-message-shown]:not([hidden])")),
      cue: cueShown,
      seen: seen(),
    });
  };

  const changed = () => {
    const now = facts();
    // A count from before this speaker had the floor is not for this screen.
    if (now.flashes > before.flashes && before.mine) flashNow();
    if (now.cue > before.cue) soundCue(Number(part().dataset.cueLeft), Number(part().dataset.cueAt));
    before = now;
    after();
    // Only what has really been drawn is reported.
    requestAnimationFrame(() => setTimeout(report));
  };

  const state = startPage({
    hello: () => isPicture ? {} : ({ screen: screenId, name: sessionStorage.getItem(nameKey) ?? "" }),
    // The console around the picture, in the same thread of the browser, is drawn first.
    ...(isPicture && { hold: (seq, parts, show) => setTimeout(show, PICTURE_AFTER, seq, parts) }),
    after: changed,
    onMessage: (message) => {
      if (message.t === "flash") flashNow();
      if (message.t === "name") sessionStorage.setItem(nameKey, message.name);
    },
  });
  setInterval(report, REPORT_EVERY);
  setInterval(() => {
    put(document.getElementById("silence"), elapsedText(state.link.silence));
  }, 250);
  document.addEventListener("visibilitychange", report);
  document.addEventListener("visibilitychange", stayAwake);
  stayAwake();
  startSound();
  startAnnouncing();
  return { ...state, report };
};

const stayAwake = () => {
  if (!isPicture && document.visibilityState === "visible") navigator.wakeLock?.request("screen").catch(() => {});
};

const startSound = () => {
  const key = document.getElementById("sound");
  key.addEventListener("click", async () => {
    await switchSound();
    key.textContent = soundIsOn() ? key.dataset.on : key.dataset.off;
  });
};

// What a screen reader hears: one sentence for a change, and none where nothing has changed. The facts and their words
// come with the page's parts; that a speech has reached a phase is what the page itself sees, as time passes.

import { Painter, phaseAt } from "../time/elements.js";

const KEPT = "rostrum:announcements";
const PHASES = ["normal", "wrap_up", "last_call", "overtime"];

let before = null;
let isOwn = () => false;

const isOn = () => localStorage.getItem(KEPT) !== "off";

const say = (sentence) => {
  // A new node is said even if its words are those of the one before; what is over without a sentence is taken out.
  document.getElementById("announced")?.replaceChildren(...(sentence && isOn() ? [document.createTextNode(sentence)] : []));
};

const reached = (now) => {
  const clock = document.querySelector("session-clock:not(.voice)");
  return clock?.getAttribute("state") === "running" ? phaseAt(clock, now) : "normal";
};

/** The facts of the session: each with a key that changes with it, and its sentence, the most important first. */
class SessionAnnouncer extends Painter {
  paint(now) {
    const facts = [...this.children].map(({ dataset: { about, key }, textContent }) => ({ about, key, sentence: textContent }));
    const keys = Object.fromEntries(facts.map(({ about, key }) => [about, key]));
    const phase = reached(now);
    const past = before;
    before = { keys, phase };
    if (!past) return;
    const changed = facts.filter(({ about, key }) => past.keys[about] !== key);
    if (changed.length) return isOwn() ? undefined : say(changed.find(({ sentence }) => sentence)?.sentence);
    if (PHASES.indexOf(phase) > PHASES.indexOf(past.phase)) say(this.getAttribute(phase.replace("_", "-")));
  }
}

/** Start; a change is not said while `own()`: then the page says what its own command has done. */
export const startAnnouncing = ({ own = () => false } = {}) => {
  // The picture of the stage in a console is not heard.
  if (window !== window.top) return;
  isOwn = own;
  const key = document.getElementById("announcing");
  const show = () => (key.textContent = isOn() ? key.dataset.on : key.dataset.off);
  key.addEventListener("click", () => {
    localStorage.setItem(KEPT, isOn() ? "off" : "on");
    show();
  });
  show();
  customElements.define("session-announcer", SessionAnnouncer);
};

// Beside a video, which comes some seconds late, the page shows the session as late: clocks are drawn from the earlier
// instant, and a state that comes waits until then. What people ask and vote on is shown at once, because they act now.
//
// The states that are on the screen already are kept for a while, so that a viewer who finds the page ahead of the
// video can go back. A page that was just opened has only the present state. If the session has changed since the
// instant that the video shows, that state is hidden until then: nothing is told before the video tells it.

import { find } from "../dom/dom.js";
import { onJump, serverNow, shownNow, showLate } from "../time/clock.js";
import { repaint } from "../time/elements.js";

const LONGEST = 300_000; // ms, the most that a session's own delay may be
const MOST = 100; // changes kept that are on the screen
const AT_ONCE = /^(part-asking|part-questions|question-.*)$/;

const partOf = (parts, wanted) => Object.fromEntries(Object.entries(parts).filter(([id]) => AT_ONCE.test(id) === wanted));

/** The HTML of a part without the styles that the page has set in it: read again, they would be refused as inline. */
const withoutStyles = (part) => {
  const copy = part?.cloneNode(true);
  for (const styled of copy?.querySelectorAll("[style]") ?? []) styled.removeAttribute("style");
  return copy?.outerHTML ?? "";
};

/** Start with the page's section about its video, once the clock is; return `hold` for `startPage`. */
export const startDelay = (section) => {
  const main = find("main");
  const said = section.querySelector("[role=status]");
  const { slug } = document.body.dataset;
  const kept = `rostrum:delay:${slug}`;
  const since = Number(section.dataset.since);
  const changes = [];
  let shown = 0; // how many of them are on the screen
  let show = null;
  let timer = 0;
  let delay = Number(localStorage.getItem(kept) ?? section.dataset.delay);

  const forth = (change) => {
    const ids = Object.keys(change.parts);
    change.from = document.body.dataset.seq;
    change.before = Object.fromEntries(ids.map((id) => [id, withoutStyles(document.getElementById(id))]));
    show(change.seq, change.parts);
  };

  const say = () => {
    const { joins, late, prompt } = section.dataset;
    const words = "early" in main.dataset ? joins : delay ? late.replace("{}", delay / 1000) : prompt;
    if (said.textContent !== words) said.textContent = words;
  };

  /** Bring the screen to the instant that it is to show, and come again when the next change is due. */
  const settle = () => {
    clearTimeout(timer);
    while (shown && changes[shown - 1].at > shownNow()) show(changes[--shown].from, changes[shown].before);
    while (shown < changes.length && changes[shown].at <= shownNow()) forth(changes[shown++]);
    const old = changes.slice(0, shown).filter(({ at }, n) => n < shown - MOST || at < serverNow() - LONGEST).length;
    changes.splice(0, old);
    shown -= old;
    const waits = since - shownNow();
    if (waits > 0) main.dataset.early = "";
    else delete main.dataset.early;
    say();
    const next = Math.min(waits > 0 ? waits : Infinity, shown < changes.length ? changes[shown].at - shownNow() : Infinity);
    if (next < Infinity) timer = setTimeout(settle, next);
  };

  const align = (ms) => {
    delay = Math.max(0, Math.min(LONGEST, ms));
    showLate(delay);
    settle();
    repaint();
  };

  section.addEventListener("click", ({ target }) => {
    const by = target.closest("[data-by]")?.dataset.by;
    if (!by) return;
    align(delay + Number(by));
    localStorage.setItem(kept, delay);
  });
  const frame = section.querySelector("template");
  frame?.replaceWith(frame.content);
  onJump(settle);
  align(delay);

  return (seq, parts, put) => {
    show = put;
    const now = partOf(parts, true);
    if (Object.keys(now).length) show(document.body.dataset.seq, now);
    changes.push({ at: serverNow(), seq, parts: partOf(parts, false) });
    settle();
  };
};

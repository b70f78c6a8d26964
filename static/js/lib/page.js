// What every page does: know the time, paint it, stay connected, and take new parts in one turn.

import { startFrom } from "./clock.js";
import { localTimes, repaint, start } from "./elements.js";
import { fitAll } from "./fit.js";
import { follow, goHomeWhenRefused } from "./paired.js";
import { connect } from "./socket.js";

// How closely a page watches its link, in milliseconds; see `connect`. A viewer is asked little: there are ten thousand.
const CLOSE = { every: 1_000, ask: 1_000, quiet: 2_500, dead: 4_000, spread: 300, longest: 1_000, knock: 1_000 };
const NEAR = { ...CLOSE, every: 2_000, ask: 2_000, quiet: 4_500, dead: 6_000 };
const FAR = { every: 20_000, ask: 9_000, quiet: Infinity, dead: 13_000, spread: 3_000, longest: 10_000, knock: 2_000 };
const PACES = { stage: CLOSE, speaker: CLOSE, console: { ...CLOSE, answers: true }, desk: NEAR, plan: NEAR, overlay_timer: CLOSE, overlay_lower_third: CLOSE, overlay_question: CLOSE };

/** Start a page; the answer is its link, and `seq` what is on the screen. `put(id, html)` shows a part that has changed. */
export const startPage = ({ after = () => {}, put = replace, onMessage = () => {}, ...more } = {}) => {
  const { dataset } = document.body;
  startFrom(Number(dataset.now));
  const { page, slug, base = "" } = dataset;
  goHomeWhenRefused(page);
  const url = new URL(`${base}/s/${slug}/live`, location.href);
  url.protocol = url.protocol.replace("http", "ws");
  url.searchParams.set("page", page);
  if (dataset.window) url.searchParams.set("window", dataset.window);
  if (dataset.speaker) url.searchParams.set("speaker", dataset.speaker);
  const state = { seq: Number(dataset.seq) };
  const onParts = (seq, parts) => {
    // One change is one state: every part is in place before anything is painted.
    for (const [id, html] of Object.entries(parts)) put(id, html);
    state.seq = seq;
    dataset.seq = seq;
    repaint();
    localTimes();
    fitAll();
    after(seq);
  };
  const onOther = (message) => {
    if (message.t === "votes") {
      // To whoever reads slowly, counts come behind a newer state, which has all of them.
      if (message.seq >= state.seq) showVotes(message.v);
    } else if (!follow(message)) onMessage(message);
  };
  start();
  localTimes();
  fitAll();
  state.link = connect({ url: url.href, seq: state.seq, pace: PACES[page] ?? FAR, onParts, onMessage: onOther, ...more });
  return state;
};

// What a person opened or ticked stays so, and what the page painted stays painted.
const keep = (name) => !["open", "checked", "inert", "style"].includes(name);

/** New HTML for an element, by its id; what a person is typing stays. */
export const replace = (id, html) => {
  const element = document.getElementById(id);
  if (!element) return;
  // What somebody is typing is kept. Anything else that has the focus is brought up to date like the rest: what is
  // inside of an element that is spared would stay old, such as the words on a key that was tabbed to.
  const ignoreActiveValue = document.activeElement?.matches("input, textarea, select") ?? false;
  Idiomorph.morph(element, html, { morphStyle: "outerHTML", ignoreActiveValue, callbacks: { beforeAttributeUpdated: keep } });
  window.htmx?.process(document.getElementById(id));
};

/** Absolute counts into every place that shows one. */
export const showVotes = (counts) => {
  for (const [id, count] of Object.entries(counts)) {
    for (const place of document.querySelectorAll(`[data-votes="${CSS.escape(id)}"]`)) place.textContent = count;
  }
};

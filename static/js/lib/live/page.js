// Shared by every page: keep the time, draw it, stay connected, and put in new parts together.

import { startFrom } from "../time/clock.js";
import { localTimes, repaint, start } from "../time/elements.js";
import { address } from "../dom/dom.js";
import { fitAll } from "../dom/fit.js";
import { replace } from "../dom/morph.js";
import { follow, goHomeWhenRefused } from "../screens/paired.js";
import { connect } from "./socket.js";

// How closely a page watches its link, in milliseconds; see `connect`. Viewers rarely: there are ten thousand.
const CLOSE = { every: 1_000, ask: 1_000, quiet: 2_500, dead: 4_000, spread: 300, longest: 1_000, knock: 1_000 };
const NEAR = { ...CLOSE, every: 2_000, ask: 2_000, quiet: 4_500, dead: 6_000 };
const FAR = { every: 20_000, ask: 9_000, quiet: Infinity, dead: 13_000, spread: 3_000, longest: 10_000, knock: 2_000 };
const PACES = { stage: CLOSE, speaker: CLOSE, console: { ...CLOSE, answers: true }, desk: NEAR, backstage: NEAR, plan: NEAR, overlay_timer: CLOSE, overlay_lower_third: CLOSE, overlay_question: CLOSE, overlay_next: CLOSE, overlay_speakers: CLOSE };

/**
 * Start a page; return its link, and `seq`, the newest state that it was sent. `put(id, html)` shows a changed part;
 * `hold(seq, parts, show)` decides when a state is shown: at once, unless the page is later than the session.
 */
export const startPage = ({ after = () => {}, put = replace, hold = (seq, parts, show) => show(seq, parts), onMessage = () => {}, ...more } = {}) => {
  const { dataset } = document.body;
  startFrom(Number(dataset.now));
  const { page } = dataset;
  goHomeWhenRefused(page);
  const url = new URL(address("live"), location.href);
  url.protocol = url.protocol.replace("http", "ws");
  url.searchParams.set("page", page);
  // The socket sends parts in the language of this page, although another tab may have chosen another one since.
  // A stage whose reader chose none follows the session's.
  if (!("follows" in dataset)) url.searchParams.set("language", document.documentElement.dataset.language);
  if (dataset.window) url.searchParams.set("window", dataset.window);
  if (dataset.speaker) url.searchParams.set("speaker", dataset.speaker);
  if (location.search.includes("picture")) url.searchParams.set("picture", "");
  const state = { seq: Number(dataset.seq) };
  const show = (seq, parts) => {
    // One change is one state: every part is in place before anything is drawn.
    const changed = Object.entries(parts);
    for (const [id, html] of changed) put(id, html);
    dataset.seq = seq;
    if (changed.length) {
      repaint();
      localTimes();
      // To fit a text, the browser lays the whole page out.
      if (changed.some(([id]) => document.querySelector(`#${CSS.escape(id)}:is([data-fit], :has([data-fit]))`))) fitAll();
    }
    after(seq, parts);
  };
  const onParts = (seq, parts) => {
    state.seq = seq;
    hold(seq, parts, show);
  };
  const onOther = (message) => {
    if (message.t === "votes") {
      // For a slow reader, counts may come behind a newer state, which has all of them.
      if (message.seq >= state.seq) showVotes(message.v);
    } else if (!follow(message)) onMessage(message);
  };
  start();
  localTimes();
  fitAll();
  state.link = connect({ url: url.href, seq: state.seq, pace: PACES[page] ?? FAR, onParts, onMessage: onOther, ...more });
  return state;
};

/** Put absolute counts into every place that shows one. */
export const showVotes = (counts) => {
  for (const [id, count] of Object.entries(counts)) {
    for (const place of document.querySelectorAll(`[data-votes="${CSS.escape(id)}"]`)) place.textContent = count;
  }
};

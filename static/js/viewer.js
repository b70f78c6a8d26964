// The viewer's page: follows the session, asks, votes, and marks the viewer's own questions.

import { startAsking } from "./lib/participants/asking.js";
import { startAnnouncing } from "./lib/live/announcing.js";
import { startDelay } from "./lib/live/delay.js";
import { startPage } from "./lib/live/page.js";
import { startVoting } from "./lib/participants/voting.js";

const video = document.getElementById("video");

const state = startPage({
  ...(video && { hold: (seq, parts, show) => hold(seq, parts, show) }),
  after: () => voting.mark(),
  put: (id, html) => voting.put(id, html),
  onMessage: (message) => voting.onMessage(message),
});
const hold = video && startDelay(video);
const voting = startVoting(state);

// The key to the form is there as long as the form is not in sight.
new IntersectionObserver(([{ isIntersecting }]) => {
  document.querySelector(".ask-key").hidden = isIntersecting;
}).observe(document.getElementById("ask"));

startAnnouncing();
startAsking({ asked: voting.refresh, arrive: voting.refresh });

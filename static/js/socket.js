// The pages' own socket: says hello, keeps the clock measured, hands parts to the page, and knows how the link is.

import { onJump, serverNow, takeSample, uncertainty } from "./clock.js";

const FINAL = { 4401: "refused", 4404: "refused", 4409: "replaced" };
const BURST = 8;
const QUIET = 3_000;

/**
 * Connect a page and stay connected.
 *
 * `every`: milliseconds between clock samples once the first burst is over. `dead`: milliseconds of silence after which
 * the link is given up. `spread`: milliseconds over which the first attempts of all who lost the server together spread.
 * `onParts(seq, parts)`: new HTML by id. `hello()` and `onMessage(message)` are for screens.
 * The answer can `send`, and `reopen` the socket, for a browser that has become somebody by a cookie.
 * Dispatches `rostrum:link` on document with { state, heard }: connecting, live, quiet, lost, refused or replaced.
 */
export const connect = ({ url, seq, every, dead, spread, onParts, hello = () => ({}), onMessage = () => {} }) => {
  let socket = null;
  let state = "connecting";
  let heard = performance.now();
  let begun = heard; // when the present socket was made: a slow network gets as long to connect as to answer
  let retry = 0;
  let timer = null;
  let sampler = null;
  let shown = seq;

  const tell = (next) => {
    state = next;
    document.documentElement.dataset.link = next;
    document.dispatchEvent(new CustomEvent("rostrum:link", { detail: { state, heard } }));
  };

  const send = (message) => {
    if (socket?.readyState !== WebSocket.OPEN) return false;
    socket.send(JSON.stringify(message));
    return true;
  };

  const sample = () => send({ t: "clock", c: Date.now() });

  const measure = () => {
    clearInterval(sampler);
    for (let n = 0; n < BURST; n += 1) setTimeout(sample, n * 150);
    sampler = setInterval(sample, every);
  };

  const open = () => {
    clearTimeout(timer);
    begun = performance.now();
    const opened = new WebSocket(url);
    socket = opened;
    opened.addEventListener("open", () => {
      send({ t: "hello", seq: shown, ...hello() });
      measure();
    });
    // A socket that another one has taken the place of says nothing any more.
    opened.addEventListener("message", ({ data }) => opened === socket && receive(JSON.parse(data)));
    opened.addEventListener("close", ({ code }) => opened === socket && closed(code));
  };

  const receive = (message) => {
    heard = performance.now();
    retry = 0;
    if (state !== "live") tell("live");
    if (message.t === "clock") takeSample(message.c, message.s, Date.now());
    else if (message.t === "parts" && message.seq >= shown) {
      shown = message.seq;
      onParts(message.seq, message.parts);
    } else onMessage(message);
  };

  const closed = (code) => {
    clearInterval(sampler);
    socket = null;
    if (FINAL[code]) return tell(FINAL[code]);
    tell("lost");
    // Full jitter: ten thousand viewers who lost the server together must not come back together, nor all at once.
    const wait = Math.random() * Math.min(10_000, spread * 2 ** retry);
    retry += 1;
    timer = setTimeout(open, wait);
  };

  const reopen = () => {
    const former = socket;
    open();
    former?.close();
  };

  const again = () => {
    if (document.visibilityState === "hidden") return;
    if (state === "lost" && !socket) open();
    else if (socket?.readyState === WebSocket.OPEN) measure();
  };

  setInterval(() => {
    const silence = performance.now() - heard;
    if (socket && Math.min(silence, performance.now() - begun) > dead) socket.close();
    else if (state === "live" && every <= QUIET && silence > QUIET) tell("quiet");
  }, 500);
  window.addEventListener("online", again);
  window.addEventListener("pageshow", again);
  document.addEventListener("visibilitychange", again);
  onJump(() => socket?.readyState === WebSocket.OPEN && uncertainty() === null && measure());
  open();
  return { send, reopen, get state() { return state; }, get silence() { return performance.now() - heard; }, get now() { return serverNow(); } };
};

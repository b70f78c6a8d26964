// The pages' own socket, and the state of a page's link: it says hello, keeps the clock measured, hands parts to the
// page, and checks again and again that the server is there.
//
// `data-link` on the document element is the state of the link, for everything on the page:
//   connecting  the first socket has not been answered yet
//   live        the server has answered so recently that it may be asked to do something
//   quiet       it has not answered for a while; no key is sent, and the page says so
//   lost        the socket is gone, or was given up after a longer silence; a new one is being opened
//   refused, replaced  final: the server does not want this page, or another page has taken its place
//
// A proxy or a change of network may drop a connection silently. `WebSocket.close()` would then wait a minute for a
// response, so a silent socket is abandoned: its messages are ignored, and a new one is opened at once. A hanging
// attempt is replaced by a new one. After many failed attempts a small request *knocks* first, until it is answered:
// browsers delay the sockets of a page whose sockets have failed often, but not its requests. It knocks beside hanging
// attempts too: the browser's idle connections are dead as well, and each takes one request to be found out.

import { onJump, serverNow, takeSample, uncertainty } from "../time/clock.js";

const FINAL = { 4401: "refused", 4404: "refused", 4409: "replaced" };
const BURST = 8;
const TICK = 250;
const SLEPT = 2_000; // ms between two ticks: the page was asleep or hidden, and its silence proves nothing
const ANSWER_WITHIN = 1_200; // ms for the response to a sample that was sent because the link is in doubt
const DIRECT = 16; // attempts in a row without a knock before them
const PATIENCE = 1_200; // ms for a handshake; more if the one before took long
const MOST_PATIENCE = 10_000;
const FIRST = 2_000; // ms that the first socket is assumed to need: the page itself is still loading
const KNOCK_WITHIN = 4_000;

/**
 * Connect a page and stay connected.
 *
 * `pace`, in milliseconds: `every` between clock samples once the first burst is over; `ask` of silence after which one
 * more is sent; `quiet` of waiting for an answer, after which nothing is sent; `dead` of silence after which the socket is given up;
 * `spread` over which the attempts of all who lost the server together spread, less if the server says that they are few;
 * `longest` between two attempts; `knock` between two knocks. `answers`: a ping is answered at once, which a hidden page does too, whose timers are slow.
 * `onParts(seq, parts)`: new HTML by id. `hello()` and `onMessage(message)` are for screens and consoles.
 * Dispatches `rostrum:link` on document with { state, heard } whenever the state changes.
 */
export const connect = ({ url, seq, pace, onParts, hello = () => ({}), onMessage = () => {} }) => {
  const knocker = new URL("/healthz", location.href);
  let socket = null;
  let state = "connecting";
  let shown = seq;
  let heard = performance.now(); // the latest message from the server
  let sampled = 0; // the latest clock sample that was sent
  let asked = 0; // since when a response is due that decides about the link; 0: none is
  let unanswered = []; // samples: a page that was itself suspended has asked nothing, and does not doubt its link
  let opened = 0; // when the present socket opened; 0: not yet, or it was heard since
  let ticked = heard;
  let begun = heard; // when the present socket was made
  let patience = PATIENCE; // for the handshake of the present socket
  let took = FIRST; // how long the latest socket took from its start to the first message
  let failed = 0; // attempts since the server was last heard
  let hung = false; // whether the latest attempt hung
  let knocked = 0; // the latest knock
  let share = 1; // of the pace's spread, as the server has said for as many clients as it has
  let due = 0; // the next attempt, while there is no socket

  const tell = (next) => {
    if (state === next) return;
    state = next;
    document.documentElement.dataset.link = next;
    document.dispatchEvent(new CustomEvent("rostrum:link", { detail: { state, heard } }));
  };

  const isFinal = () => state === "refused" || state === "replaced";
  const isOpen = () => socket?.readyState === WebSocket.OPEN;
  const silence = () => performance.now() - heard;

  const send = (message) => {
    if (!isOpen()) return false;
    socket.send(JSON.stringify(message));
    return true;
  };

  const sample = () => {
    const c = Date.now();
    if (!send({ t: "clock", c })) return;
    sampled = performance.now();
    unanswered.push({ c, at: sampled });
  };

  const isDoubtful = () => unanswered.length > 0 && performance.now() - unanswered[0].at > pace.quiet;

  /** A sample whose response decides whether the link is alive. */
  const ask = () => {
    asked ||= performance.now();
    sample();
  };

  const measure = () => {
    for (let n = 0; n < BURST; n += 1) setTimeout(sample, n * 150);
  };

  const letGo = () => {
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
    socket = null;
    unanswered = [];
  };

  const open = (least = PATIENCE) => {
    letGo();
    [begun, asked] = [performance.now(), 0];
    patience = Math.min(Math.max(least, 3 * took), MOST_PATIENCE);
    socket = new WebSocket(url);
    socket.onopen = () => {
      opened = performance.now();
      send({ t: "hello", seq: shown, ...hello() });
      measure();
    };
    socket.onmessage = ({ data }) => receive(JSON.parse(data));
    socket.onclose = ({ code }) => (FINAL[code] ? end(FINAL[code]) : lose());
  };

  const receive = (message) => {
    heard = performance.now();
    if (opened) took = heard - begun;
    failed = asked = opened = 0;
    if (message.t === "clock") {
      unanswered.splice(0, unanswered.findIndex(({ c }) => c === message.c) + 1);
      takeSample(message.c, message.s, Date.now());
      share = Math.min(1, (message.spread ?? pace.spread) / pace.spread);
    }
    // The page shows the new state before it says that the link works again.
    else if (message.t === "parts" && message.seq >= shown) {
      shown = message.seq;
      onParts(message.seq, message.parts);
    } else if (message.t === "ping") pace.answers && sample();
    else onMessage(message);
    tell(isDoubtful() ? "quiet" : "live");
  };

  const end = (how) => {
    socket = null;
    tell(how);
  };

  // Full jitter: ten thousand viewers who lost the server together must not reconnect all at once.
  const lose = () => {
    letGo();
    due = performance.now() + Math.random() * share * Math.min(pace.longest, pace.spread * 2 ** failed);
    failed += 1;
    hung = false;
    tell("lost");
  };

  /** The handshake hangs: the network is away, and trying again at once costs the server nothing. */
  const hang = () => {
    lose();
    [hung, due] = [true, 0];
  };

  /** Whether the server is there; then a socket is worth trying. */
  const knock = async () => {
    const since = (knocked = performance.now());
    const options = { cache: "no-store", signal: AbortSignal.timeout(KNOCK_WITHIN) };
    const answered = await fetch(knocker, options).then(({ status }) => status < 500, () => false);
    if (socket || isFinal()) return;
    if (answered) open(KNOCK_WITHIN);
    // Refused at once: there is a network, but no server.
    else if (failed > DIRECT && performance.now() - since < pace.knock) lose();
  };

  /** The socket is open: check the other side. A slow link gets more time the more often it was given up. */
  const watch = (now, slept) => {
    if (asked ? now - asked > ANSWER_WITHIN : slept) return asked ? renew() : ask();
    if (now - Math.max(heard, opened) > pace.dead * 2 ** Math.min(opened ? failed : 0, 3)) return lose();
    if (isDoubtful() && state === "live") tell("quiet");
    if (now - sampled >= pace.every || (now - heard >= pace.ask && sampled < heard)) sample();
  };

  /** It is not open: try again and again. */
  const tryAgain = (now) => {
    const direct = failed <= DIRECT;
    const mayKnock = (hung || !direct) && now >= due && now - knocked >= pace.knock;
    if (socket && now - begun > patience) hang();
    else if (!socket && direct && now >= due) open();
    if (mayKnock) knock();
  };

  /** Open a new socket at once: only this page has a reason to believe that its link is gone. */
  const renew = () => {
    tell("lost");
    open();
  };

  const tick = () => {
    const now = performance.now();
    const slept = now - ticked > SLEPT;
    ticked = now;
    if (isFinal()) return;
    if (isOpen()) watch(now, slept);
    else tryAgain(now);
  };

  /** The page is visible again: check whether its state is still current. */
  const look = () => {
    if (document.visibilityState === "hidden" || isFinal()) return;
    const now = performance.now();
    if (!isOpen()) return socket && now - begun < PATIENCE ? undefined : open();
    if (now - heard > pace.dead) renew();
    else if (now - heard > Math.min(pace.every, pace.ask)) ask();
    else measure();
  };

  /** For a changed network, and for a cookie that the present socket does not have. */
  const reopen = () => {
    if (!isFinal()) open();
  };

  setInterval(tick, TICK);
  window.addEventListener("online", reopen);
  window.addEventListener("pageshow", look);
  document.addEventListener("visibilitychange", look);
  onJump(() => isOpen() && uncertainty() === null && measure());
  open();
  return {
    send,
    reopen,
    get state() { return state; },
    get silence() { return silence(); },
    get now() { return serverNow(); },
  };
};

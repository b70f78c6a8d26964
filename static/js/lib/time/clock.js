// The server's time, as accurately as this device can know it. Screens are drawn from facts and this time.
//
// Of the samples of the last three minutes the fastest way there and the fastest way back are kept separately: they
// need not belong to the same sample, and half their difference is the offset. What remains is half the asymmetry.

const WINDOW = 180_000;
const STEP = 100; // ms: a smaller correction is slewed, so that no second is shown twice
const SLEW = 0.05; // share of passing time by which a correction is applied
const JUMP = 1_500; // ms: the device slept, or its clock was set

const listeners = new Set();
const samples = [];
let target = 0;
let offset = 0;
let slewedAt = 0;
let delay = 0;
let sure = false;
let wall = Date.now();
let steady = performance.now();

/** Start from the page's own time: the server's when the page was rendered, which is when its first byte was sent. */
export const startFrom = (serverNow) => {
  const [navigation] = performance.getEntriesByType("navigation");
  const age = performance.now() - (navigation?.responseStart ?? 0);
  // A page may be a copy from memory, up to a second old; its headers are always current.
  const sent = navigation?.serverTiming?.find(({ name }) => name === "now")?.duration ?? serverNow;
  target = offset = sent - (Date.now() - age);
};

/** The present instant on the server, in milliseconds UTC. */
export const serverNow = () => {
  noticeJumps();
  slew();
  return Date.now() + offset;
};

/** The instant that the page shows, in milliseconds UTC: now, or earlier beside a video that comes late. */
export const shownNow = () => serverNow() - delay;

/** Show the session so many milliseconds late; the page is to be drawn again. */
export const showLate = (ms) => {
  delay = ms;
};

/** How far off `serverNow` may be, in milliseconds; null before the first sample. */
export const uncertainty = () => (samples.length ? Math.max(0, (leastThere() + leastBack()) / 2) : null);

/** One sample: when it was sent and came back on this device's clock, and the server's stamp in between. */
export const takeSample = (sent, stamp, back) => {
  samples.push({ there: stamp - sent, back: back - stamp, at: back });
  while (samples.length > 1 && back - samples[0].at > WINDOW) samples.shift();
  aim((leastThere() - leastBack()) / 2);
};

/** Call back when the clock has jumped, to measure it again and redraw everything. */
export const onJump = (listener) => listeners.add(listener);

const leastThere = () => Math.min(...samples.map((sample) => sample.there));
const leastBack = () => Math.min(...samples.map((sample) => sample.back));

const aim = (value) => {
  target = value;
  if (!sure || Math.abs(target - offset) > STEP) {
    offset = target;
    sure = true;
    listeners.forEach((listener) => listener());
  }
};

const slew = () => {
  const now = performance.now();
  const most = (now - slewedAt) * SLEW;
  slewedAt = now;
  offset += Math.max(-most, Math.min(most, target - offset));
};

// Date.now() counts sleep but can be set; performance.now() cannot be set but may not count sleep. When the two
// diverge, one of these has happened: old samples are worthless, and until new ones arrive the wall clock is used only
// if it did not move backwards or by more than the page could have slept unnoticed.
const noticeJumps = () => {
  const [wallNow, steadyNow] = [Date.now(), performance.now()];
  const moved = wallNow - wall - (steadyNow - steady);
  [wall, steady] = [wallNow, steadyNow];
  if (Math.abs(moved) < JUMP) return;
  samples.length = 0;
  sure = false;
  if (moved < 0) target = offset = offset - moved;
  setTimeout(() => listeners.forEach((listener) => listener()));
};

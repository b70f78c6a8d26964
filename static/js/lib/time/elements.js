// Small elements that draw time from facts. The server renders their text too, for pages without scripts.

import { onJump, shownNow } from "./clock.js";
import { clocksDiffer, clockText, elapsedText, forecastAt, lengthText, ownZone, phaseOf, remainingAt, untilText, whenText, zonedText, zoneName } from "./format.js";

const EARLY = 8; // ms before the boundary, because a timer is late more often than early
const painters = new Set();

/** Elements whose text is painted by the page, from facts in their attributes. */
export const PAINTED = "session-clock, count-up, count-down, wall-clock, [data-forecast-after], time[data-at]";

/** Draw everything now: after a new state, after waking, after a correction of the clock. */
export const repaint = () => painters.forEach((painter) => painter.paint(round(shownNow())));

// A timer may fire a few milliseconds early; that close to a boundary, it counts as on it.
const round = (now) => {
  const past = now % 1000;
  return past > 1000 - 2 * EARLY ? now - past + 1000 : now;
};

const number = (element, name) => (element.hasAttribute(name) ? Number(element.getAttribute(name)) : null);

/** An element whose text depends on the time; it is drawn again each second, and after each new state. */
export class Painter extends HTMLElement {
  connectedCallback() {
    painters.add(this);
    this.paint(shownNow());
  }

  disconnectedCallback() {
    painters.delete(this);
  }
}

/** Set an attribute that styles may depend on; the same value again would have the browser look for what it changes. */
const mark = (element, name, value) => {
  if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
};

/** Say how long the digits are, so that styles can make long ones smaller. */
const measure = (element) => {
  const { length } = element.textContent;
  mark(element, "data-length", length > 8 ? "longest" : length > 6 ? "long" : length > 5 ? "middle" : "short");
};

/** Name a clock with its time, for a screen reader that asks; it is never read aloud by itself. */
const name = (clock, left) => {
  const words = left < 0 ? clock.dataset.over : clock.dataset.left;
  if (words) mark(clock, "aria-label", words.replace("{time}", elapsedText(left > 0 ? Math.ceil(left / 1000) * 1000 : -left)));
};

/** What is left on a clock at an instant, in milliseconds; on a page that is not told of overtime, never less than 0. */
const leftOn = (clock, now) => {
  const facts = {
    allotted: number(clock, "allotted") ?? 0,
    spent: number(clock, "spent-before") ?? 0,
    since: number(clock, "running-since"),
  };
  const exact = remainingAt(facts, now);
  return clock.hasAttribute("no-overtime") ? Math.max(exact, 0) : exact;
};

/** The phase of a `<session-clock>` at an instant, as its page may show it. */
export const phaseAt = (clock, now) => {
  if (clock.getAttribute("state") === "cued") return "normal";
  const reached = phaseOf(leftOn(clock, now), number(clock, "wrap-up") ?? 0, number(clock, "last-call") ?? 0);
  return clock.hasAttribute("no-overtime") && reached === "overtime" ? "last_call" : reached;
};

/** The clock of a speech. Sets data-phase on itself and its scope, and --left on what shrinks in the scope's bar. */
class SessionClock extends Painter {
  paint(now) {
    if (!this.hasAttribute("allotted")) return;
    const remaining = leftOn(this, now);
    const held = this.getAttribute("at-zero") === "hold" ? Math.max(remaining, 0) : remaining;
    const phase = phaseAt(this, now);
    put(this, clockText(held));
    name(this, held);
    mark(this, "data-phase", phase);
    measure(this);
    const scope = this.closest("[data-clock-scope]");
    if (!scope) return;
    mark(scope, "data-phase", phase);
    const allotted = number(this, "allotted");
    const left = allotted > 0 ? Math.max(0, Math.min(1, remaining / allotted)) : 0;
    scope.querySelector(".bar span")?.style.setProperty("--left", left.toFixed(4));
  }
}

/** Time since an instant: `0:47`. */
class CountUp extends Painter {
  paint(now) {
    put(this, elapsedText(now - (number(this, "since") ?? now) + (number(this, "plus") ?? 0)));
    measure(this);
  }
}

/** Time until an instant: `12:30`, from a day on `in 3 days`; empty once it has passed. */
class CountDown extends Painter {
  paint(now) {
    const left = (number(this, "until") ?? now) - now;
    this.toggleAttribute("data-words", left >= DAY);
    put(this, left >= DAY ? untilText(words(), left) : left > 0 ? clockText(left) : "");
    measure(this);
    this.toggleAttribute("data-passed", left <= 0);
  }
}

/** Of a time of day by 24 hours, the same by 12. */
const byTwelve = (time) => {
  const [hour, ...rest] = time.split(":");
  return `${hour % 12 || 12}:${rest.join(":")} ${hour < 12 ? "AM" : "PM"}`;
};

/** The time of day in a zone, by 12 hours if `hours` says so, with the zone's name where the clock of this device shows another one. */
class WallClock extends Painter {
  paint(now) {
    const zone = this.getAttribute("zone");
    const whole = whenText(words(), now, now, zone, true);
    const time = this.getAttribute("hours") === "12" ? byTwelve(whole) : whole;
    const place = clocksDiffer(now, zone, ownZone()) ? zoneName(zone, words().language) : "";
    if (this.hasAttribute("apart")) mark(this, "data-place", place);
    put(this, place && !this.hasAttribute("apart") ? `${time} ${place}` : time);
    measure(this);
  }
}

/** An element with its own end, such as a message that hides itself. */
class UntilThen extends Painter {
  paint(now) {
    const until = number(this, "until");
    this.hidden = until !== null && now >= until;
  }
}

/** An element that is valid only between two instants: it has data-true meanwhile. */
class TrueWhile extends Painter {
  paint(now) {
    const [from, until] = [number(this, "from"), number(this, "until")];
    this.toggleAttribute("data-true", from !== null && now >= from && (until === null || now < until));
  }
}

/**
 * The instant from which forecasts count: `<session-head running-since ... not-before to-last>`. `to-last` leads to the
 * start of the last segment, and each forecast from there to its own instant: those stay the same as speeches end.
 */
class SessionHead extends Painter {
  paint(now) {
    const scope = document.documentElement;
    const facts = { allotted: number(this, "allotted") ?? 0, spent: number(this, "spent-before") ?? 0, since: number(this, "running-since") };
    const head = this.hasAttribute("has-floor")
      ? now + Math.max(remainingAt(facts, now), 0)
      : Math.max(now, number(this, "not-before") ?? 0);
    const last = head + (number(this, "to-last") ?? 0);
    for (const element of document.querySelectorAll("[data-forecast-after]")) paintForecast(element, last, now);
    mark(scope, "data-ready", true);
  }
}

const paintForecast = (element, last, now) => {
  const notBefore = element.dataset.forecastNotBefore ? Number(element.dataset.forecastNotBefore) : null;
  const at = forecastAt(last, Number(element.dataset.forecastAfter), notBefore);
  if (element.dataset.scheduled) {
    const offset = Math.round((at - Number(element.dataset.scheduled)) / 1000) * 1000;
    const sentence = offset === 0 ? element.dataset.onTime : offset > 0 ? element.dataset.late : element.dataset.early;
    put(element, sentence.replace("{}", lengthText(words(), Math.abs(offset))));
    mark(element, "data-sign", Math.sign(offset));
    mark(element, "data-level", offset >= 300_000 ? "alarm" : offset >= 60_000 ? "warn" : "");
  } else if ("until" in element.dataset) {
    const unknown = "unknown" in element.dataset && now >= Number(element.dataset.unknownFrom);
    put(element, unknown ? element.dataset.unknown : untilText(words(), at - now));
  } else {
    paintTime(element, at, now);
  }
};

const DAY = 86_400_000;

let spoken;
const words = () => (spoken ??= JSON.parse(document.body.dataset.when));

const paintTime = (element, instant, now) => {
  const { zone = ownZone(), day = now, venue, seconds } = element.dataset;
  const text = whenText(words(), instant, Number(day), zone, seconds !== undefined);
  put(element, venue && clocksDiffer(instant, zone, venue) ? zonedText(words(), text, zone) : text);
};

/** Instants on the page: without their own zone, in the zone of this device, which a list names once. */
export const localTimes = (root = document) => {
  for (const element of root.querySelectorAll("time[data-at]")) paintTime(element, Number(element.dataset.at), shownNow());
  for (const element of root.querySelectorAll("[data-own-zone]")) put(element, element.dataset.ownZone.replace("{zone}", zoneName(ownZone(), words().language)));
};

/** Set an element's text, unless it says so already. */
export const put = (element, text) => {
  if (element.textContent !== text) element.textContent = text;
};

// One timer for the whole page, aimed at the next boundary of the server's second and corrected every time.
const tick = () => {
  repaint();
  const now = shownNow();
  const next = round(now) - (round(now) % 1000) + 1000;
  // At midnight, today becomes yesterday.
  if (round(now) % 60_000 < 1000) localTimes();
  setTimeout(tick, next - now - EARLY);
};

export const start = () => {
  customElements.define("session-clock", SessionClock);
  customElements.define("count-up", CountUp);
  customElements.define("count-down", CountDown);
  customElements.define("wall-clock", WallClock);
  customElements.define("until-then", UntilThen);
  customElements.define("true-while", TrueWhile);
  customElements.define("session-head", SessionHead);
  onJump(repaint);
  for (const name of ["pageshow", "resume", "focus"]) window.addEventListener(name, repaint);
  document.addEventListener("visibilitychange", repaint);
  tick();
};

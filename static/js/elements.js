// Small elements that paint time from facts. The server renders their text too, for pages without scripts.

import { onJump, serverNow } from "./clock.js";
import { clockText, elapsedText, forecastAt, phaseOf, remainingAt } from "./format.js";

const EARLY = 8; // ms before the boundary, because a timer is late more often than early
const painters = new Set();

/** Paint everything now: after a new state, after waking, after the clock was corrected. */
export const repaint = () => painters.forEach((painter) => painter.paint(round(serverNow())));

// A timer may fire a few milliseconds early; what is that near a boundary is meant to be on it.
const round = (now) => {
  const past = now % 1000;
  return past > 1000 - 2 * EARLY ? now - past + 1000 : now;
};

const number = (element, name) => (element.hasAttribute(name) ? Number(element.getAttribute(name)) : null);

class Painter extends HTMLElement {
  connectedCallback() {
    painters.add(this);
    this.paint(serverNow());
  }

  disconnectedCallback() {
    painters.delete(this);
  }
}

/** The clock of a speech. Sets data-phase on itself and its scope, and --left on the scope's bar. */
class SessionClock extends Painter {
  get facts() {
    return {
      allotted: number(this, "allotted") ?? 0,
      spent: number(this, "spent-before") ?? 0,
      since: number(this, "running-since"),
    };
  }

  paint(now) {
    if (!this.hasAttribute("allotted")) return;
    const facts = this.facts;
    const exact = remainingAt(facts, now);
    const quiet = this.hasAttribute("no-overtime");
    const remaining = quiet ? Math.max(exact, 0) : exact;
    const held = this.getAttribute("at-zero") === "hold" ? Math.max(remaining, 0) : remaining;
    const counted = this.getAttribute("state") !== "cued";
    const reached = counted ? phaseOf(remaining, number(this, "wrap-up") ?? 0, number(this, "last-call") ?? 0) : "normal";
    const phase = quiet && reached === "overtime" ? "last_call" : reached;
    put(this, clockText(held));
    this.dataset.phase = phase;
    this.dataset.length = this.textContent.length > 6 ? "long" : this.textContent.length > 5 ? "middle" : "short";
    const scope = this.closest("[data-clock-scope]");
    if (!scope) return;
    scope.dataset.phase = phase;
    const left = facts.allotted > 0 ? Math.max(0, Math.min(1, remaining / facts.allotted)) : 0;
    scope.style.setProperty("--left", left.toFixed(4));
  }
}

/** Time since an instant: `0:47`. */
class CountUp extends Painter {
  paint(now) {
    put(this, elapsedText(now - (number(this, "since") ?? now) + (number(this, "plus") ?? 0)));
  }
}

/** Time until an instant: `12:30`; empty once it has passed. */
class CountDown extends Painter {
  paint(now) {
    const left = (number(this, "until") ?? now) - now;
    put(this, left > 0 ? clockText(left) : "");
    this.toggleAttribute("data-passed", left <= 0);
  }
}

/** The time of day in a zone. */
class WallClock extends Painter {
  paint(now) {
    put(this, timeOf(now, this.getAttribute("zone"), true));
  }
}

/** Something that has an end of its own, such as a message that hides itself. */
class UntilThen extends Painter {
  paint(now) {
    const until = number(this, "until");
    this.hidden = until !== null && now >= until;
  }
}

/** Something that can be done, or is so, only between two instants: has data-true meanwhile. */
class TrueWhile extends Painter {
  paint(now) {
    const [from, until] = [number(this, "from"), number(this, "until")];
    this.toggleAttribute("data-true", from !== null && now >= from && (until === null || now < until));
  }
}

/** The instant from which forecasts count: `<session-head running-since ... not-before>`. */
class SessionHead extends Painter {
  paint(now) {
    const scope = document.documentElement;
    const facts = { allotted: number(this, "allotted") ?? 0, spent: number(this, "spent-before") ?? 0, since: number(this, "running-since") };
    const head = this.hasAttribute("has-floor")
      ? now + Math.max(remainingAt(facts, now), 0)
      : Math.max(now, number(this, "not-before") ?? 0);
    for (const element of document.querySelectorAll("[data-forecast-after]")) paintForecast(element, head, now);
    scope.dataset.ready = "true";
  }
}

const paintForecast = (element, head, now) => {
  const notBefore = element.dataset.forecastNotBefore ? Number(element.dataset.forecastNotBefore) : null;
  const at = forecastAt(head, Number(element.dataset.forecastAfter), notBefore);
  if (element.dataset.scheduled) {
    const offset = Math.round((at - Number(element.dataset.scheduled)) / 1000) * 1000;
    const words = offset === 0 ? element.dataset.onTime : offset > 0 ? element.dataset.behind : element.dataset.ahead;
    put(element, words.replace("{}", elapsedText(Math.abs(offset))));
    element.dataset.sign = Math.sign(offset);
  } else if ("until" in element.dataset) {
    const minutes = Math.floor((at - now) / 60_000);
    put(element, minutes > 0 ? element.dataset.minutes.replace("{}", minutes) : element.dataset.soon);
  } else {
    put(element, timeOf(at, element.dataset.zone || undefined, element.dataset.seconds === "true"));
  }
};

const formats = new Map();
const timeOf = (instant, zone, seconds) => {
  const key = `${zone} ${seconds}`;
  if (!formats.has(key)) {
    const options = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone || undefined };
    formats.set(key, new Intl.DateTimeFormat("en-GB", seconds ? { ...options, second: "2-digit" } : options));
  }
  return formats.get(key).format(instant);
};

/** Times of day on a viewer's page are in the viewer's own zone. */
export const localTimes = (root = document) => {
  for (const element of root.querySelectorAll("time[data-local]")) put(element, timeOf(Number(element.dataset.local)));
};

const put = (element, text) => {
  if (element.textContent !== text) element.textContent = text;
};

// One timer for everything on the page, aimed at the next boundary of the server's second and corrected every time.
const tick = () => {
  repaint();
  const now = round(serverNow());
  setTimeout(tick, Math.max(16, 1000 - (now % 1000) - EARLY));
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

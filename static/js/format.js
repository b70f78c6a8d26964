// Time into text and back, without a DOM. Agrees with app/domain/values.py; tests/clock_vectors.json holds both to it.

const digits = (seconds) => {
  const two = (n) => String(n).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
};

/** What a clock shows for a remaining time in milliseconds: rounded up before zero, down and with a plus after it. */
export const clockText = (remaining) => {
  if (remaining > 0) return digits(Math.ceil(remaining / 1000));
  const over = Math.floor(-remaining / 1000);
  return over ? `+${digits(over)}` : "0:00";
};

/** A duration that has passed, in whole seconds, never negative. */
export const elapsedText = (elapsed) => digits(Math.floor(Math.max(elapsed, 0) / 1000));

/** The phase for a remaining time and the two thresholds, all in milliseconds. */
export const phaseOf = (remaining, wrapUp, lastCall) => {
  if (remaining <= 0) return "overtime";
  if (remaining <= lastCall) return "last_call";
  return remaining <= wrapUp ? "wrap_up" : "normal";
};

/** What is left of an allotment at an instant; `since` is null unless the clock runs. */
export const remainingAt = ({ allotted, spent, since }, now) => allotted - spent - (since === null ? 0 : now - since);

/** When something begins: the head instant plus what comes before, but not before a hard start. */
export const forecastAt = (head, after, notBefore) => Math.max(head + after, notBefore ?? 0);

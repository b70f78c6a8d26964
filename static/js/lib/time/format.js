// Convert between time and text, without a DOM. Matches app/domain/values.py; tests/clock_vectors.json tests both.

const digits = (seconds) => {
  const two = (n) => String(n).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
};

/** The clock's text for a remaining time in milliseconds: rounded up before zero, down and with a plus after it. */
export const clockText = (remaining) => {
  if (remaining > 0) return digits(Math.ceil(remaining / 1000));
  const over = Math.floor(-remaining / 1000);
  return over ? `+${digits(over)}` : "0:00";
};

/** An elapsed duration, in whole seconds, never negative. */
export const elapsedText = (elapsed) => digits(Math.floor(Math.max(elapsed, 0) / 1000));

/** The phase for a remaining time and the two thresholds, all in milliseconds. */
export const phaseOf = (remaining, wrapUp, lastCall) => {
  if (remaining <= 0) return "overtime";
  if (remaining <= lastCall) return "last_call";
  return remaining <= wrapUp ? "wrap_up" : "normal";
};

/** The remaining allotment at an instant; `since` is null unless the clock runs. */
export const remainingAt = ({ allotted, spent, since }, now) => allotted - spent - (since === null ? 0 : now - since);

/** When something begins: the head instant plus the time before it, but not before a hard start. */
export const forecastAt = (head, after, notBefore) => Math.max(head + after, notBefore ?? 0);

const utc = ({ year, month, day, hour = 0, minute = 0, second = 0 }) => Date.UTC(year, month - 1, day, hour, minute, second);

const QUARTER = 900_000; // ms: no zone changes its clocks within a quarter of an hour
const MOST = 1_000;
const formatters = new Map();
const offsets = new Map();

const offsetThen = (instant, zone) => {
  if (!formatters.has(zone)) {
    const numeric = Object.fromEntries(["year", "month", "day"].map((name) => [name, "numeric"]));
    const clock = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" };
    formatters.set(zone, new Intl.DateTimeFormat("en-GB", { ...numeric, ...clock, timeZone: zone }));
  }
  const parts = formatters.get(zone).formatToParts(instant);
  return utc(Object.fromEntries(parts.map(({ type, value }) => [type, value]))) - instant;
};

// How far a zone's clocks are ahead of UTC. Forty times are drawn at once, and the browser takes long to tell: it is
// asked once for each quarter of an hour.
const offsetAt = (instant, zone) => {
  const quarter = Math.floor(instant / QUARTER);
  const key = `${zone} ${quarter}`;
  if (!offsets.has(key)) {
    if (offsets.size >= MOST) offsets.clear();
    offsets.set(key, offsetThen(quarter * QUARTER, zone));
  }
  return offsets.get(key);
};

// The fields of an instant on the clocks of a zone.
const local = (instant, zone) => {
  const there = new Date(instant + offsetAt(instant, zone));
  const two = (n) => String(n).padStart(2, "0");
  return {
    year: there.getUTCFullYear(),
    month: there.getUTCMonth() + 1,
    day: there.getUTCDate(),
    weekday: (there.getUTCDay() + 6) % 7,
    hour: two(there.getUTCHours()),
    minute: two(there.getUTCMinutes()),
    second: two(there.getUTCSeconds()),
  };
};

const OWN_FOR = 10_000; // ms
let own = "";

/** The zone of this device; a browser takes its time to tell it, so it is asked every ten seconds. */
export const ownZone = () => {
  if (!own) {
    own = Intl.DateTimeFormat().resolvedOptions().timeZone;
    setTimeout(() => { own = ""; }, OWN_FOR);
  }
  return own;
};

/** The place that names an IANA zone, in a language: `New York`, `heure de l’Est nord-américain`. */
export const zoneName = (zone, language) => {
  const place = zone.split("/").at(-1).replaceAll("_", " ");
  if (language.startsWith("en") || !Intl.DateTimeFormat.supportedLocalesOf(language).length) return place;
  const named = (timeZoneName) =>
    Intl.DateTimeFormat(language, { timeZone: zone, timeZoneName }).formatToParts().find(({ type }) => type === "timeZoneName").value;
  const name = named("shortGeneric");
  // Some browsers have countries in every language, but cities in English.
  return name.includes(place) ? named("longGeneric") : name;
};

/** Whether the clocks of two zones differ at an instant. */
export const clocksDiffer = (instant, zone, other) => offsetAt(instant, zone) !== offsetAt(instant, other);

const filled = (form, places) => form.replace(/\{(\w+)\}/g, (_, name) => places[name]);

/** An instant in words as read on the day of another one; the same as app/languages/when.py. */
export const whenText = (words, instant, day, zone, seconds = false) => {
  const [there, then] = [local(instant, zone), local(day, zone)];
  let text = `${there.hour}:${there.minute}${seconds ? `:${there.second}` : ""}`;
  if (["year", "month", "day"].some((name) => there[name] !== then[name])) {
    const places = { ...there, weekday: words.weekdays[there.weekday], month: words.months[there.month - 1], time: text };
    text = filled(there.year === then.year ? words.dated : words.other_year, places);
  }
  return text;
};

/** An instant in words, with the zone's name where the venue's clocks differ. */
export const zonedText = (words, text, zone) => filled(words.zoned, { when: text, zone: zoneName(zone, words.language) });

/** A length, rounded down, and from an hour on in words; the same as app/languages/when.py. */
export const lengthText = (words, ms) => {
  if (ms < 3_600_000) return elapsedText(ms);
  const [hours, rest] = [Math.floor(ms / 3_600_000), Math.floor(ms / 60_000) % 60];
  return filled(rest ? words.hours_minutes : words.whole_hours, { hours, rest });
};

/** How far ahead an instant is, roughly. */
export const untilText = (words, ms) => {
  if (ms < 60_000) return words.soon;
  const [form, unit] = ms < 7_200_000 ? [words.minutes, 60_000] : ms < 172_800_000 ? [words.hours, 3_600_000] : [words.days, 86_400_000];
  return form.replace("{}", Math.floor(ms / unit));
};

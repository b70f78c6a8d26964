// The lectern: page keys, a foot pedal or a touch move through the text; the position goes to the console and to
// interpreters. The page scrolls only for a key of its reader, or if a follower has switched following on.

import { serverNow } from "./lib/time/clock.js";
import { find, uuid } from "./lib/dom/dom.js";
import { elapsedText } from "./lib/time/format.js";
import { connected, deliver, say } from "./lib/staff/forms.js";
import { isOff, offerLetters } from "./lib/staff/letters.js";
import { startPage } from "./lib/live/page.js";

const ON_COURSE = 15_000;
const ROUNDED_TO = 5_000;
const STEPS = { PageDown: 1, PageUp: -1, ArrowRight: 1, ArrowLeft: -1 };

const main = find("main.lectern");
const leads = main.dataset.leads === "true";
const puts = main.dataset.puts === "true";
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const stored = (name) => `rostrum:lectern:${document.body.dataset.slug}:${name}`;
const setting = (name) => find(`[data-setting=${name}]`)?.checked ?? false;

const paragraphs = () => [...document.querySelectorAll("[data-paragraph]")];
const text = () => find("#part-text").dataset.text;
const told = () => Number(find("#part-place").dataset.reached ?? 1);
let own = null; // where this reader is: the text and the number of the paragraph

// A segment without a text has none that could be the reader's own.
const isReading = () => leads && own !== null && own.text === text();

const reached = () => (isReading() ? own.paragraph : told());

const mark = (scrolls) => {
  for (const paragraph of paragraphs()) {
    if (Number(paragraph.dataset.paragraph) === reached()) paragraph.setAttribute("aria-current", "true");
    else paragraph.removeAttribute("aria-current");
  }
  const current = find("[aria-current=true][data-paragraph]");
  const put = find("#put");
  if (put) put.disabled = !current?.dataset.question || "on" in current.dataset;
  if (scrolls) current?.scrollIntoView({ block: "start", behavior: calm.matches ? "instant" : "smooth" });
};

// How far the reader is from the clock; the same sum as on the server (`course_ms`).
const paintCourse = () => {
  const { allotted, spentBefore, runningSince } = find("#part-place").dataset;
  const place = find("[data-course]");
  if (!place || allotted === undefined) return;
  const counts = paragraphs().map(({ dataset }) => Number(dataset.words));
  const sum = (some) => some.reduce((all, count) => all + count, 0);
  const total = sum(counts) || 1;
  const [starts, ends] = [reached() - 1, reached()].map((n) => Math.floor((sum(counts.slice(0, n)) * allotted) / total));
  const elapsed = Number(spentBefore) + (runningSince ? serverNow() - Number(runningSince) : 0);
  const course = elapsed - Math.min(Math.max(elapsed, starts), ends);
  const time = elapsedText(Math.round(Math.abs(course) / ROUNDED_TO) * ROUNDED_TO);
  const { onCourse, long, short } = main.dataset;
  const words = Math.abs(course) < ON_COURSE ? onCourse : (course > 0 ? long : short).replace("{}", time);
  if (place.textContent !== words) place.textContent = words;
};

const state = startPage({
  after: () => {
    tellAgain();
    mark(!leads && setting("follows"));
    paintCourse();
  },
});

let telling = false;
const tell = async () => {
  if (telling || !own || !connected(state)) return;
  telling = true;
  const sent = own;
  await deliver("lectern/position", { place: sent.text, paragraph: sent.paragraph });
  telling = false;
  if (own !== sent) tell(); // Of a series of quick steps only the last one is told.
};

// After a restart, or while there was no connection, the server did not learn the position; its reader knows it.
const tellAgain = () => {
  if (isReading() && told() !== own.paragraph) tell();
};
document.addEventListener("rostrum:link", tellAgain);

const putOn = async () => {
  const question = find("[aria-current=true][data-question]")?.dataset.question;
  if (!puts || !question || find("[aria-current=true]").hasAttribute("data-on")) return;
  const answer = await deliver("command", { command: "focus_question", question, key: uuid() });
  if (answer) say(answer.kind, answer.text);
};

const goTo = (paragraph) => {
  const count = paragraphs().length;
  if (!leads || !count) return;
  own = { text: text(), paragraph: Math.min(Math.max(paragraph, 1), count) };
  sessionStorage.setItem(stored("place"), JSON.stringify(own));
  mark(true);
  paintCourse();
  tell();
  if (setting("puts")) putOn();
};

offerLetters();
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isOff(event)) return;
  const step = event.key === " " ? (event.shiftKey ? -1 : 1) : STEPS[event.key];
  if (event.target.closest("button, input") && event.key === " ") return;
  if (step && leads) {
    event.preventDefault();
    goTo(reached() + step);
  } else if (event.key.toLowerCase() === "q" && !event.repeat) putOn();
});

document.addEventListener("click", ({ target }) => {
  const button = target.closest("button");
  if (button?.dataset.step) goTo(reached() + Number(button.dataset.step));
  else if (button?.dataset.size) resize(Number(button.dataset.size));
  else if (button?.id === "put") putOn();
  else if (target.closest("[data-paragraph]")) goTo(Number(target.closest("[data-paragraph]").dataset.paragraph));
});

const resize = (step) => {
  const size = Math.min(Math.max(Number(localStorage.getItem(stored("size")) ?? 0) + step, -3), 6);
  localStorage.setItem(stored("size"), size);
  main.style.setProperty("--larger", size);
};

for (const box of document.querySelectorAll("[data-setting]")) {
  box.checked = localStorage.getItem(stored(box.dataset.setting)) === "true";
  box.addEventListener("change", () => {
    localStorage.setItem(stored(box.dataset.setting), box.checked);
    mark(!leads && box.checked);
  });
}

own = JSON.parse(sessionStorage.getItem(stored("place")) ?? "null");
resize(0);
mark(false);
setInterval(paintCourse, 1_000);
if (document.visibilityState === "visible") navigator.wakeLock?.request("screen").catch(() => {});

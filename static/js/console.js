// The console: every key is a form on the page, so that mouse, keyboard and a page without scripts use the same way.

import { serverNow } from "./lib/time/clock.js";
import { announce, guardKeys, settle } from "./lib/staff/baton.js";
import { startCommands } from "./lib/staff/commands.js";
import { address, find } from "./lib/dom/dom.js";
import { accepted, connected, emptySent, guardForms, post, say, sayLost, typing } from "./lib/staff/forms.js";
import { guardHolds, hold } from "./lib/staff/hold.js";
import { isOff, offerLetters } from "./lib/staff/letters.js";
import { followNotice } from "./lib/staff/notice.js";
import { replace } from "./lib/dom/morph.js";
import { startAnnouncing } from "./lib/live/announcing.js";
import { startPage } from "./lib/live/page.js";
import { editPreset, offerScreens, presetKey, presetNumber, presetSaved } from "./lib/staff/presets.js";
import { startPalette } from "./lib/staff/palette.js";

const KEYS = { p: "p", z: "z", b: "b", f: "f", c: "c", a: "a", i: "i", n: "n", s: "s", e: "e", g: "g", q: "q", t: "t", x: "x", m: "m", k: "k", r: "r", "/": "/", "?": "?", " ": " " };
const LONGEST_CORRECTION = 600_000;
const submit = (button) => (button.form ? button.form.requestSubmit(button) : button.click());

const wide = matchMedia("(min-width: 64rem)");

// Once for each item: to scroll, the browser has to lay the page out. On a phone the rundown is part of the page, which
// must stay where the moderator is looking.
let current = null;
const showCurrent = () => {
  const row = find(".rundown [aria-current]");
  if (row?.id === current) return;
  current = row?.id;
  if (wide.matches) row?.scrollIntoView({ block: "nearest" });
};
showCurrent();

// Parts that change with what time costs: the instant from which forecasts count, the end, the rundown.
const TIMED = /^(head|late|row-.*|part-(bar|floor|rundown))$/;

let seen = Number(document.body.dataset.seq);
const state = startPage({
  hello: announce,
  after: (seq, parts) => {
    settle(true);
    offerScreens();
    // Who is watching may have changed alone: nothing is asked for again because of that.
    if (seq === seen) return;
    seen = seq;
    document.dispatchEvent(new CustomEvent("rostrum:changed"));
    if (Object.keys(parts).some((id) => TIMED.test(id))) document.dispatchEvent(new CustomEvent("rostrum:timed"));
    showCurrent();
  },
  onMessage: (message) => commands.answered(message),
});

/** A form was carried out: the server has the text that was sent. */
const settled = (form, sent) => {
  if (form?.id === "message-form" && !emptySent(form, sent)) document.activeElement?.blur();
  if (form?.id === "edit-form") find("#edit").close();
  if (form?.id === "look-form") find("#look").close();
  presetSaved(form);
  // The list of screens stays open: another screen may be next.
  form?.closest("[popover]:not(#screens)")?.hidePopover();
};

guardKeys();
offerScreens();
const commands = startCommands(state, find("main.console").dataset, settled);
startAnnouncing({ own: commands.tellsOf });
guardForms(state);
guardHolds(submit, (sentence) => say("refused", sentence));
settle();

document.addEventListener("htmx:afterRequest", ({ detail }) => accepted(detail) && settled(detail.elt, detail.requestConfig.parameters));

// After a click the focus leaves the button, so that Space means the big key again.
document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (event.detail > 0 && !button.closest("dialog")) button.blur();
  if ("opensEnding" in button.dataset) find("#ending").showPopover();
  if ("opensPalette" in button.dataset) openPalette();
  if (button.dataset.opens) button.closest("[popover]")?.hidePopover();
  if (button.dataset.opens) find(`#${button.dataset.opens}`).showModal();
  if (button.dataset.edit) edit(button.dataset);
  if (button.dataset.rename) rename(button.dataset);
  if (button.dataset.look) chooseLook(button.dataset);
  if (button.dataset.started) startedAgo(Number(button.dataset.started));
  if ("preset" in button.dataset) editPreset(button.dataset);
  if ("close" in button.dataset) button.closest("dialog").close();
});

// A row of the list of speakers that opens at the edge of its box is scrolled into it with its keys.
document.addEventListener("toggle", ({ target, newState }) => {
  if (newState === "open" && target.matches("#part-list li > details")) target.scrollIntoView({ block: "nearest" });
}, true);

// A panel opened by a key takes the focus, itself where it has nothing to press; closing it returns the focus.
document.addEventListener("toggle", ({ target, newState }) => {
  if (newState !== "open" || !target.matches("[popover]")) return;
  (target.querySelector("[data-start]") ?? target.querySelector("button, input:not([type=hidden]), a") ?? target).focus();
}, true);

const edit = ({ edit: segment, title, planned }) => {
  const form = find("#edit-form");
  form.elements.segment.value = segment;
  form.elements.title.defaultValue = form.elements.title.value = title;
  form.elements.planned.defaultValue = form.elements.planned.value = planned;
  find("#edit").showModal();
};

const rename = ({ rename: screen, name }) => {
  const form = find("#rename-form");
  form.dataset.screen = screen;
  form.elements.name.value = name;
  // A dialog closes the panel that opens it, which would take the focus back.
  find("#screens").hidePopover();
  find("#rename").showModal();
  form.elements.name.select();
};

// What a screen shows is asked for as it is now; a plain one shows the first of each.
const chooseLook = ({ look: screen, of, now }) => {
  const form = find("#look-form");
  form.reset();
  form.elements.screen.value = screen;
  for (const [name, value] of Object.entries(JSON.parse(now))) form.elements[name].value = value === "" ? "own" : String(value);
  find("#look-of").textContent = of;
  find("#screens").hidePopover();
  find("#look").showModal();
};

find("#rename-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const { dataset, elements } = event.target;
  if (await post(`screens/${dataset.screen}/name`, { name: elements.name.value })) find("#rename").close();
});

// "It started 0:47 ago", pressed when the key was forgotten.
const startedAgo = (since) => {
  const ago = Math.min(Math.max(Math.round(serverNow() - since), 1), LONGEST_CORRECTION);
  commands.give({ command: "give_floor", ago_ms: ago }, { button: find("#key-started") });
};

// The preview of ending on time changes as time passes: reload it while it is open.
const ending = find("#ending");
const look = () => ending.matches(":popover-open") && htmx.trigger(ending, "rostrum:look");
ending.addEventListener("toggle", look);
document.addEventListener("rostrum:changed", look);
// What time would cost stays as it is while a speech runs within its time, and changes while it is held, cued or over.
const drifts = ({ state, phase }) => ["cued", "paused", "interrupted"].includes(state) || (state === "running" && phase === "overtime");
setInterval(() => {
  look();
  if (drifts(find("#part-floor").dataset)) htmx.trigger("#prices", "rostrum:look");
}, 10_000);

// Who has covered which question is text, and the row of the question that is on names the instant at which the time
// that passes changes it.
const SOONEST = 1_000;
let due = 0;
const expectRecount = () => {
  clearTimeout(due);
  const at = Number(find("#part-questions [data-recount]")?.dataset.recount);
  if (at) due = setTimeout(recount, Math.max(at - serverNow(), SOONEST));
};

// The forms to say so by hand come with it, for the one question that is open.
const recount = async () => {
  const open = find(".coverage[open]")?.dataset.question ?? "";
  if (!connected(state)) return;
  const seen = state.seq;
  const response = await fetch(address(`console/questions?open=${encodeURIComponent(open)}`)).catch(() => null);
  // A state that arrived meanwhile may be newer than this response.
  if (!response?.ok || seen !== state.seq) return;
  replace("part-questions", await response.text());
  expectRecount();
};
expectRecount();
document.addEventListener("rostrum:changed", () => (find(".coverage[open]") ? recount() : expectRecount()));
document.addEventListener("toggle", ({ target, newState }) => {
  if (newState !== "open" || !target.matches(".coverage")) return;
  for (const other of document.querySelectorAll(".coverage[open]")) if (other !== target) other.open = false;
  recount();
}, true);

// Keys of the panel of screens, and of the guiding questions, are pressed while it is closed, too.
const act = (key) => {
  if (key === "m") return find("#message").focus();
  if (key === "g") return find("[name=tab]:not(:checked)").click();
  if (key === "e") return find("#ending").showPopover();
  if (key === "/") return openPalette();
  const button = [...document.querySelectorAll(`[data-press="${CSS.escape(key)}"]`)].find((element) => element.checkVisibility() || element.closest("#screens, #part-questions"));
  if (!button || button.disabled) refuse(key, button);
  else press(button);
};

// Why a key has no button now: by the key, by "number" for a digit, by "" for any other.
const idle = JSON.parse(find("main.console").dataset.idle);

/** A key that cannot act says why; without a connection no key can, and says that. */
const refuse = (key, button) => (connected(state) ? say("refused", button?.dataset.why ?? idle[key] ?? idle[Number(key) ? "number" : ""]) : sayLost());

const press = (button) => ("hold" in button.dataset ? hold(button, submit) : submit(button));

const showPreset = (number) => {
  const button = presetKey(number);
  if (!button) return;
  document.activeElement?.blur();
  if (button.disabled) refuse("", button);
  else submit(button);
};

const openPalette = startPalette(press);
followNotice();
offerLetters();

// Esc always leads back to the keys, and closes the panel that a key opened.
const backToKeys = () => {
  document.activeElement?.blur();
};

// The caps of the keys are hidden while a field takes letters.
const settleTyping = () => document.body.toggleAttribute("data-typing", Boolean(document.activeElement && typing(document.activeElement)));
for (const name of ["focusin", "focusout"]) document.addEventListener(name, () => setTimeout(settleTyping));

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || isOff(event)) return;
  const preset = presetNumber(event);
  if (preset) {
    event.preventDefault();
    if (!event.repeat) showPreset(preset);
    return;
  }
  if (find("dialog[open], [popover]:popover-open")) return;
  if (key === "Escape") return backToKeys();
  if (typing(target)) return;
  const voice = event.shiftKey && event.code.startsWith("Digit") ? `Shift+${event.code.at(-1)}` : null;
  // Where there are no voices, the layout decides the key: on some, "/" is above the 7.
  const known = voice && find(`[data-press="${voice}"]`) ? voice : key.startsWith("Arrow") ? key : /^[1-9]$/.test(key) ? key : KEYS[key.toLowerCase()];
  if (!known && voice) return refuse("voice");
  // Arrows scroll a list that has the focus; elsewhere they are keys of the clock.
  if (!known || (key.startsWith("Arrow") && target.closest("[tabindex]"))) return;
  // Space presses the key that has the keyboard focus.
  if (key === " " && target.closest("button, summary, input, a")) return;
  event.preventDefault();
  if (!event.repeat) act(known);
});


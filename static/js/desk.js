// The questions desk: every move is a form, so that mouse, keyboard and a page without scripts use the same way.

import { serverNow } from "./lib/time/clock.js";
import { find } from "./lib/dom/dom.js";
import { watchGrips } from "./lib/dom/drag.js";
import { accepted, connected, emptySent, guardForms, holdsText, post, say, sayLost, typing } from "./lib/staff/forms.js";
import { isOff, offerLetters } from "./lib/staff/letters.js";
import { startPage } from "./lib/live/page.js";

// The moves of each key: the first one that is legal for the question.
const MOVES = { a: ["approve_question"], q: ["queue_question"], o: ["take_question_off", "put_question_on"], l: ["answer_question later"], r: ["return_question", "unmerge_question"] };
const PANEL = { e: "edit_question", d: "dismiss_question", w: "answer_question text" };
const OF_EACH = { a: "approve_question", q: "queue_question", d: "dismiss_question", t: "take_batch", m: "merge_questions" };
const FOLLOW_AFTER = 120; // ms: a key held down runs through a list without loading every question of it

const words = find(".desk").dataset;
const panel = find("#panel");
const several = find("#several");
const wide = matchMedia("(min-width: 64rem)");
let reason = ""; // the latest one given

const state = startPage({
  after: () => {
    tell();
    const row = shown() && document.getElementById(`q-${shown().dataset.question}`);
    if (row && row.dataset.version !== shown().dataset.version) follow(row);
  },
});
guardForms(state);

// The panel: beside the lists it follows the chosen question; on a narrow page it opens over them.
const shown = () => panel.querySelector(".desk-question");
const isOpen = () => panel.matches(":modal");
const holdsWork = () => holdsText(panel) || Boolean(shown() && "refused" in shown().dataset);

// A form of the panel stays there until it is answered: the response belongs in its place. What was asked for before it
// was sent, and comes now, would take that place.
let answered = null;
const unanswered = new Set(); // the requests of its forms
document.addEventListener("htmx:beforeSend", ({ detail: { elt, xhr } }) => {
  if (!panel.contains(elt)) return;
  unanswered.add(xhr);
  answered = new Promise((resolve) => xhr.addEventListener("loadend", () => unanswered.delete(xhr) && resolve()));
});
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.target.id === "panel-body" && unanswered.size && !unanswered.has(detail.xhr)) detail.shouldSwap = false;
});

// A question that is on its way is not asked for again: its second arrival would take the focus out of the first.
let loading = null;
const load = async (row) => {
  await answered;
  const { question, version } = row.dataset;
  const more = document.getElementById(`more-${question}`);
  if (!more) return; // its row has left the lists meanwhile
  const ask = async (before) => {
    // Behind one that is on its way htmx would let this wait, and say at once that it has arrived.
    await before;
    return htmx.ajax("GET", more.href, { target: "#panel-body", swap: "innerHTML" });
  };
  const isComing = loading?.question === question && loading.version === version;
  if (!isComing) loading = { question, version, arrived: ask(loading?.arrived) };
  const mine = loading;
  await mine.arrived;
  if (loading === mine) loading = null;
  if (!wide.matches && !isOpen()) panel.showModal();
};

// A question of an earlier version is shown until the new one has come; what is typed into it is not lost.
const shows = ({ dataset }) => {
  const now = shown()?.dataset;
  return now?.question === dataset.question && (now.version === dataset.version || holdsWork());
};

let timer;
const follow = (row) => {
  clearTimeout(timer);
  timer = setTimeout(() => wide.matches && !holdsWork() && load(row), FOLLOW_AFTER);
};

const openPanel = async (row, move) => {
  clearTimeout(timer);
  await answered;
  if (!shows(row) || !panel.checkVisibility()) await load(row);
  const button = panel.querySelector(`button[value="${move}"]`);
  if (!button) return say("refused", words.cannot);
  const fold = button.closest("details");
  if (fold) fold.open = true;
  const field = button.form.querySelector("textarea, input:not([type=hidden])");
  if (move === "dismiss_question") field.value ||= reason;
  field.focus();
  field.select();
};

document.addEventListener("focusin", ({ target }) => {
  const row = target.closest(".asked");
  for (const other of document.querySelectorAll(".asked[data-chosen]")) if (other !== row) delete other.dataset.chosen;
  if (!row) return;
  row.dataset.chosen = "";
  if (row.dataset.question !== shown()?.dataset.question) follow(row);
});

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (!accepted(detail)) return;
  if (["floor-question", "request-form", "several"].includes(detail.elt.id)) emptySent(detail.elt, detail.requestConfig.parameters);
  if (!panel.contains(detail.elt)) return;
  reason = detail.requestConfig.parameters.reason || reason;
  clearTimeout(timer); // the new state may have come before this answer: it must not open the panel again
  if (isOpen()) panel.close();
  else find("#panel-body").replaceChildren();
});

// One key must not close a panel with text that was typed and not sent.
let warned = false;
const closePanel = (event) => {
  if (!holdsText(panel) || warned) return panel.close();
  event.preventDefault();
  warned = true;
  say("problem", panel.dataset.typed);
};
panel.addEventListener("cancel", closePanel);
panel.addEventListener("input", () => { warned = false; });
panel.addEventListener("close", () => { warned = false; });
const settle = () => {
  panel.close();
  panel.toggleAttribute("open", wide.matches);
};
wide.addEventListener("change", settle);
settle();

// Several at once: the ticked questions, and the reason of their dismissal.
const ticked = () => document.querySelectorAll(".pick input:checked").length;
const tell = () => { find("#ticked").textContent = ticked() || ""; };
document.addEventListener("change", tell);
several.addEventListener("reset", () => setTimeout(tell));
several.addEventListener("submit", (event) => {
  const field = several.elements.reason;
  if (event.submitter?.value !== "dismiss_question") return;
  reason = field.value || reason;
  if (field.value) return;
  event.preventDefault();
  event.stopPropagation();
  say("refused", words.reason);
  field.focus();
}, true);

// Parts may change between the two clicks of a double click: the second one would press another button.
document.addEventListener("click", (event) => event.detail > 1 && event.target.closest("button") && event.preventDefault(), true);

document.addEventListener("click", (event) => {
  const { target } = event;
  const button = target.closest("button");
  if (button?.dataset.opens) find(`#${button.dataset.opens}`).showModal();
  if (button && "close" in button.dataset) closePanel(event);
  const more = target.closest(".more");
  if (more) {
    event.preventDefault();
    load(more.closest(".asked"));
  }
  const to = target.closest("a[href^='#q-']");
  if (to) find(to.hash)?.focus();
});

// The list does not change while a row is dragged: only a mark shows where it would go.
const unmark = (row) => {
  row.parentElement.removeAttribute("data-at-end");
  for (const other of row.parentElement.children) delete other.dataset.before;
};
watchGrips({
  grip: "[data-grip]",
  row: "[data-question]",
  over: (row, next) => {
    unmark(row);
    row.parentElement.toggleAttribute("data-at-end", !next);
    if (next) next.dataset.before = "";
  },
  drop: (row, next) => {
    unmark(row);
    const others = [...row.parentElement.children].filter((other) => other.dataset.question && other !== row);
    move(row, "queue_question", { position: next ? others.indexOf(next) : others.length });
  },
  cancel: unmark,
});

// The keyboard. One question is chosen at a time: the one with the focus, or with a focused button.
const rows = () => [...document.querySelectorAll(".asked")].filter((row) => row.checkVisibility());
const chosen = () => document.activeElement.closest(".asked");

const step = (by) => {
  const all = rows();
  const at = all.indexOf(chosen());
  const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1);
  all[next]?.focus();
  all[next]?.scrollIntoView({ block: "nearest" });
};

const move = (row, name, more = {}) => {
  if (!connected(state)) return sayLost();
  const { question, version } = row.dataset;
  return post(`desk/questions/${question}`, { move: name, version, seen: state.seq, pressed_ms: Math.round(serverNow()), ...more });
};

const make = (row, names) => {
  const can = row.dataset.moves.split(",");
  const name = names.find((each) => can.includes(each));
  if (!name) return say("refused", words.cannot);
  // The question moves elsewhere: choose the next one, so that one key can work through a long list.
  if (name !== "take_question_off") step(1);
  move(row, name);
};

const act = (key, shift) => {
  const row = chosen();
  if (key === "j" || (key === "ArrowDown" && !shift)) return step(1);
  if (key === "k" || (key === "ArrowUp" && !shift)) return step(-1);
  if (/[1-7]/.test(key)) return document.querySelectorAll(".tabs input")[key - 1].click();
  if (key === "f") return find("#floor-text").focus();
  if (key === "?") return find("#help").showModal();
  if (key === "n") return find("#next-asked").click();
  if (OF_EACH[key] && ticked()) return several.requestSubmit(several.querySelector(`[value=${OF_EACH[key]}]`));
  if (!row || key === "t" || key === "m") return say("refused", words.none);
  if (key === "ArrowUp" || key === "ArrowDown") return row.querySelector(key === "ArrowUp" ? "[data-up]" : "[data-down]")?.click();
  if (key === "x") return row.querySelector(".pick input")?.click();
  if (PANEL[key]) return openPanel(row, PANEL[key]);
  make(row, MOVES[key === "Enter" ? "o" : key]);
};

const KNOWN = new Set([..."jkftmxn?1234567", "ArrowUp", "ArrowDown", "Enter", ...Object.keys(MOVES), ...Object.keys(PANEL)]);

offerLetters();
document.addEventListener("keydown", (event) => {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (event.ctrlKey || event.metaKey || event.altKey || isOff(event) || find("dialog:modal, [popover]:popover-open")) return;
  if (key === "Escape") {
    // Return to the chosen question, so that the keys go on with it.
    const row = shown() && document.getElementById(`q-${shown().dataset.question}`);
    return row?.checkVisibility() ? row.focus() : document.activeElement.blur();
  }
  if (typing(event.target) || !KNOWN.has(key)) return;
  // A focused button, link or tab takes Enter and the arrows itself.
  if ((key === "Enter" || key.startsWith("Arrow")) && !event.target.matches(".asked, body")) return;
  event.preventDefault();
  if (!event.repeat || key === "j" || key === "k") act(key, event.shiftKey);
});

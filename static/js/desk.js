// The questions desk: every move is a form, so that mouse, keyboard and no script at all go the same way.

import { watchGrips } from "./lib/drag.js";
import { accepted, connected, guardForms, holdsText, post, say, sayLost, typing } from "./lib/forms.js";
import { replace, startPage } from "./lib/page.js";

const MOVES = { a: ["approve_question"], q: ["queue_question"], o: ["put_question_on", "take_question_off"], l: ["answer_question-later"], r: ["return_question", "unmerge_question"] };
const PANEL = { e: "edit_question", d: "dismiss_question", w: "answer_question text" };

const find = (selector) => document.querySelector(selector);
const panel = find("#panel");
let wanted = null; // the move whose field gets the focus once the panel is there

// The lists come without their rows, which are parts of their own: a row that stays is moved, and one that is new has
// its place before it comes.
const withRows = (id, html) => {
  const part = new DOMParser().parseFromString(html, "text/html").getElementById(id);
  for (const list of part.querySelectorAll("ol[data-rows]")) {
    const ids = list.dataset.rows ? list.dataset.rows.split(" ") : [];
    for (const row of ids.map((each) => `q-${each}`)) {
      const present = document.getElementById(row)?.cloneNode(true) ?? document.createElement("li");
      present.id = row;
      list.append(present);
    }
  }
  return part.outerHTML;
};

const state = startPage({ put: (id, html) => replace(id, id.startsWith("part-") ? withRows(id, html) : html) });
guardForms(state);

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target.id !== "panel-body") return;
  if (!panel.open) panel.showModal();
  const button = wanted && panel.querySelector(`button[value="${wanted}"]`);
  button?.form.querySelector("textarea, input:not([type=hidden])")?.focus();
  wanted = null;
});

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (!accepted(detail)) return;
  if (["floor-question", "several"].includes(detail.elt.id)) detail.elt.reset();
  if (panel.contains(detail.elt)) panel.close();
});

// Text that was typed and not sent is not closed away by one key.
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

// Parts change between the two clicks of a double click: the second one would press whatever has come in its place.
document.addEventListener("click", (event) => event.detail > 1 && event.target.closest("button") && event.preventDefault(), true);

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.dataset.opens) find(`#${button.dataset.opens}`).showModal();
  if (button && "close" in button.dataset) closePanel(event);
});

watchGrips(find(".desk"), (row, place) => {
  if (!connected(state)) return sayLost();
  const { version } = row.querySelector("[data-up]").form.elements;
  post(`desk/questions/${row.dataset.question}`, { move: "queue_question", position: place, version: version.value });
});

// The keyboard. One question is chosen at a time: the one that has the focus, or whose button has.
const rows = () => [...document.querySelectorAll(".asked")].filter((row) => row.checkVisibility());
const chosen = () => document.activeElement.closest(".asked");

const step = (by) => {
  const all = rows();
  const at = all.indexOf(chosen());
  const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1);
  all[next]?.focus();
  all[next]?.scrollIntoView({ block: "nearest" });
};

const press = (button) => {
  if (!button || button.disabled) return;
  // The question moves elsewhere: the next one is chosen, so that a long list can be worked off with one key.
  if (button.matches(".moves form [name=move]")) step(1);
  button.click();
};

const act = (key, shift) => {
  const id = chosen()?.dataset.question;
  if (key === "j" || (key === "ArrowDown" && !shift)) return step(1);
  if (key === "k" || (key === "ArrowUp" && !shift)) return step(-1);
  if (key === "ArrowUp") return press(chosen()?.querySelector("[data-up]"));
  if (key === "ArrowDown") return press(chosen()?.querySelector("[data-down]"));
  if (key === "f") return find("#floor-text").focus();
  if (key === "?") return find("#help").showModal();
  if (key === "n") return press(find("#next-asked"));
  if (key === "t" || key === "m") return press(find(`#several [value=${key === "t" ? "take_batch" : "merge_questions"}]`));
  if (key === "x") return chosen()?.querySelector(".pick input")?.click();
  if (PANEL[key] && id) {
    wanted = PANEL[key];
    return document.getElementById(`more-${id}`).click();
  }
  for (const move of MOVES[key] ?? []) press(id && document.getElementById(`${move}-${id}`));
};

const KNOWN = new Set([..."jkftmxn?", "ArrowUp", "ArrowDown", ...Object.keys(MOVES), ...Object.keys(PANEL)]);

document.addEventListener("keydown", (event) => {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (event.ctrlKey || event.metaKey || event.altKey || find("dialog[open]")) return;
  if (typing(event.target)) {
    if (key === "Escape") event.target.blur();
    return;
  }
  if (!KNOWN.has(key)) return;
  event.preventDefault();
  if (!event.repeat || key === "j" || key === "k") act(key, event.shiftKey);
});

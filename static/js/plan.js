// The planner: fields that save themselves when they are left, rows that move, and nobody's text overwritten.

import { connected } from "./forms.js";
import { startPage } from "./page.js";
import { movesRows } from "./rows.js";

const find = (selector) => document.querySelector(selector);
const notice = find("#notice");
const say = (kind, text) => {
  notice.dataset.kind = kind;
  notice.textContent = text;
};

const fieldsOf = (form) => [...form.elements].filter((e) => e.name && e.id && e.type !== "hidden" && e.type !== "submit");
const isTyped = (element) => element.matches?.("input, select, textarea") && element.id && element.type !== "hidden";

/** Does the field hold something that the server has not got? */
const isDirty = (field) => {
  if (!isTyped(field)) return false;
  if (field.type === "checkbox") return field.checked !== field.defaultChecked;
  if (field.matches("select")) return [...field.options].some((option) => option.selected !== option.defaultSelected);
  return field.value !== field.defaultValue;
};
const valueOf = (field) => (field.type === "checkbox" ? (field.checked ? "on" : "") : field.value);
const holdsTyped = (node) => [...(node.querySelectorAll?.("input, select, textarea") ?? [])].some((e) => isDirty(e));

/** The field shows this value, and the server has it. */
const settle = (field, value) => {
  delete field.dataset.seen;
  wrong(field, "");
  if (field.type === "checkbox") field.checked = field.defaultChecked = value === "on";
  else if (field.matches("select")) for (const option of field.options) option.selected = option.defaultSelected = option.value === value;
  else field.value = field.defaultValue = value;
};

/** What is wrong with a field, beside it; nothing clears it. */
const wrong = (field, text, theirs = null) => {
  const id = `${field.id}-problem`;
  document.getElementById(id)?.remove();
  for (const name of ["aria-invalid", "aria-describedby"]) field.removeAttribute(name);
  if (!text) return;
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", id);
  const line = Object.assign(document.createElement("p"), { id, className: "problem", textContent: `${text} ` });
  if (theirs !== null) line.append(choice(notice.dataset.mine, () => save(field.form)), choice(notice.dataset.theirs, () => settle(field, theirs)));
  (field.closest(".cell") ? field.form.querySelector(".row-problems") : field.parentElement).append(line);
};
const choice = (label, act) => {
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: label });
  button.addEventListener("click", act);
  return button;
};

// What somebody is typing stays, whatever arrives; what they only look at, or have the cursor in, follows the others.
const callbacks = {
  beforeAttributeUpdated: (name) => !["open", "style"].includes(name),
  beforeNodeMorphed: (old) => !isDirty(old) && !old.matches?.("[data-held]"),
  beforeNodeRemoved: (node) => {
    if (node.matches?.(".problem")) return !isDirty(document.getElementById(node.id.replace(/-problem$/, "")) ?? node);
    if (!node.matches?.(".plan-row") || !holdsTyped(node)) return true;
    node.dataset.gone = "";
    say("problem", notice.dataset.gone);
    return false;
  },
};
const held = new Map();
const put = (id, html) => {
  const element = document.getElementById(id);
  if (!element) return;
  if (rows.busy() && element.querySelector(".rows")) return held.set(id, html);
  Idiomorph.morph(element, html, { morphStyle: "outerHTML", callbacks });
};

const state = startPage({ put, onMessage: () => {} });

const post = async (fields) => {
  const { base = "", slug } = document.body.dataset;
  const headers = { Accept: "application/json" };
  say("done", notice.dataset.saving);
  try {
    const response = await fetch(`${base}/s/${slug}/plan`, { method: "POST", body: new URLSearchParams(fields), headers });
    return await response.json();
  } catch {
    say("problem", notice.dataset.lost);
    return null;
  }
};

// One at a time, in the order in which they were given: the second may build on the first.
let queue = Promise.resolve();
const inTurn = (work) => (queue = queue.then(work, work));

const asForm = (form, fields) => {
  const sent = { of: form.dataset.of, id: form.dataset.id };
  for (const field of fields) sent[field.name] = valueOf(field);
  // Times stand on the clocks of the zone: whoever changes it means the times that the form shows.
  if ("timezone" in sent) for (const name of ["starts_at", "ends_at"]) sent[name] = form.elements[name].value;
  return sent;
};

/** Save what is dirty in a form; a field that the server refuses keeps what was typed. */
const save = (form) => inTurn(async () => {
  const dirty = fieldsOf(form).filter(isDirty);
  if (!dirty.length || form.dataset.id === "new") return true;
  const sent = { ...asForm(form, dirty), act: "save", seen: Math.min(...dirty.map((f) => Number(f.dataset.seen ?? state.seq))) };
  const answer = await post(sent);
  if (!answer) return false;
  for (const field of dirty) {
    if (valueOf(field) !== sent[field.name]) continue; // typed on meanwhile
    if (answer.saved) settle(field, answer.shown[field.name] ?? sent[field.name]);
    else refused(field, answer);
  }
  say(answer.saved ? "done" : "refused", answer.saved ? notice.dataset.saved : answer.sentence || notice.dataset.refused);
  return answer.saved;
});

const refused = (field, { problems, theirs, seq }) => {
  wrong(field, problems[field.name] ?? "", theirs[field.name] ?? null);
  if (field.name in theirs) field.dataset.seen = Math.max(seq, state.seq);
};

/** Give one command for a whole row. */
const act = (fields) => inTurn(async () => {
  const answer = await post(fields);
  if (answer) say(answer.saved ? "done" : "refused", answer.saved ? notice.dataset.saved : answer.sentence || Object.values(answer.problems).join(" "));
  return answer;
});

const add = (form) => inTurn(async () => {
  const answer = await post(asForm(form, fieldsOf(form)));
  if (!answer) return;
  for (const field of fieldsOf(form)) wrong(field, answer.saved ? "" : answer.problems[field.name] ?? "");
  say(answer.saved ? "done" : "refused", answer.saved ? notice.dataset.saved : answer.sentence || notice.dataset.refused);
  if (!answer.saved) return;
  form.reset();
  fieldsOf(form)[0].focus();
});

const rows = movesRows({
  moved: async (row, after) => {
    const { of, id } = row.querySelector("form").dataset;
    const answer = await act({ of, id, act: "move", after, seen: state.seq });
    return Boolean(answer?.saved);
  },
  told: (place) => say("done", notice.dataset.moved.replace("{}", place)),
  settled: () => {
    for (const [id, html] of held) put(id, html);
    held.clear();
  },
});

document.addEventListener("input", ({ target }) => {
  if (isTyped(target)) target.dataset.seen ??= state.seq;
});
document.addEventListener("change", ({ target }) => {
  if (isTyped(target) && target.form?.dataset.of) save(target.form);
});

document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (!form.dataset.of) return;
  event.preventDefault();
  const what = submitter?.value || "save";
  if (form.dataset.id === "new") add(form);
  else if (what === "undo" || what === "redo") act({ of: "session", act: what, seen: state.seq });
  else save(form).then((saved) => saved && what !== "save" && act({ of: form.dataset.of, id: form.dataset.id, act: what }));
});

const undoes = (event) => (event.ctrlKey || event.metaKey) && !event.altKey && ["z", "y"].includes(event.key.toLowerCase());

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  const row = target.closest(".plan-row");
  // In a field that somebody is typing in, the browser's own undo takes back letters.
  if (undoes(event) && !isDirty(target)) {
    event.preventDefault();
    const button = find(key.toLowerCase() === "y" || event.shiftKey ? "#redo" : "#undo");
    if (!button.disabled) button.form.requestSubmit(button);
  } else if (key === "Escape" && isDirty(target)) {
    settle(target, target.defaultValue ?? "");
  } else if (key === "Enter" && row?.closest("#segments") && target.matches("input:not([type=checkbox])")) {
    event.preventDefault();
    const form = event.ctrlKey ? null : nextForm(row);
    save(target.form).then((saved) => saved && event.ctrlKey && act({ of: "segment", id: target.form.dataset.id, act: "insert" }));
    form?.elements[target.name]?.focus?.();
    form?.querySelector(`input[name="${target.name}"]:not([type=hidden])`)?.select();
  }
});
const nextForm = (row) => (row.nextElementSibling ?? find("#segment-new")).querySelector("form");

document.addEventListener("rostrum:link", ({ detail }) => {
  if (detail.state === "lost") return say("problem", notice.dataset.lost);
  if (!connected(state)) return;
  if (notice.textContent === notice.dataset.lost) say("done", "");
  for (const form of document.querySelectorAll("form[data-of]")) save(form);
});

window.addEventListener("beforeunload", (event) => {
  if ([...document.querySelectorAll("form[data-of]:not([data-id=new])")].some(holdsTyped)) event.preventDefault();
});

document.documentElement.dataset.scripted = "";

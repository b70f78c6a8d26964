// The planner: fields that save themselves on leaving, rows that move, and no overwriting of other people's text.
//
// A field whose value differs from the server's is dirty. A dirty field is sent, unless a person is typing in it or the
// server refused it: now, or at the next check in a second or two, until it succeeds; the page says "Saved" only if no
// field is dirty. A refusal appears beside its field, which is not sent again until it is changed or chosen.

import { address, find, uuid } from "./lib/dom/dom.js";
import { connected } from "./lib/staff/forms.js";
import { morph } from "./lib/dom/morph.js";
import { startPage } from "./lib/live/page.js";
import { movesRows } from "./lib/dom/rows.js";

const notice = find("#notice");
const say = (kind, text) => {
  notice.dataset.kind = kind;
  notice.textContent = text;
};

const fieldsOf = (form) => [...form.elements].filter((e) => e.name && e.id && e.type !== "hidden" && e.type !== "submit");
const isTyped = (element) => element.matches?.("input, select, textarea") && element.id && element.type !== "hidden";

/** Whether the field's value differs from the server's. */
const isDirty = (field) => {
  if (!isTyped(field)) return false;
  if (field.type === "checkbox") return field.checked !== field.defaultChecked;
  if (field.matches("select")) return [...field.options].some((option) => option.selected !== option.defaultSelected);
  return field.value !== field.defaultValue;
};
const valueOf = (field) => (field.type === "checkbox" ? (field.checked ? "on" : "") : field.value);
const isRefused = (field) => field.dataset.refused === valueOf(field);
const isDue = (field) => isDirty(field) && !isRefused(field);
const isWaiting = (field) => isDue(field) && !("typing" in field.dataset);
const holdsTyped = (node) => [...(node.querySelectorAll?.("input, select, textarea") ?? [])].some((e) => isDirty(e));

/** The field shows this value, and the server has it. */
const settle = (field, value) => {
  delete field.dataset.seen;
  delete field.dataset.refused;
  delete field.dataset.typing;
  wrong(field, "");
  if (field.type === "checkbox") field.checked = field.defaultChecked = value === "on";
  else if (field.matches("select")) for (const option of field.options) option.selected = option.defaultSelected = option.value === value;
  else field.value = field.defaultValue = value;
};

/** Show a problem beside a field; an empty text clears it. */
const wrong = (field, text, theirs = null) => {
  const id = `${field.id}-problem`;
  document.getElementById(id)?.remove();
  for (const name of ["aria-invalid", "aria-describedby"]) field.removeAttribute(name);
  if (!text) return;
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", id);
  const line = Object.assign(document.createElement("p"), { id, className: "problem", textContent: `${text} ` });
  if (theirs !== null) line.append(choice(notice.dataset.mine, () => insist(field)), choice(notice.dataset.theirs, () => settle(field, theirs)));
  (field.closest(".cell") ? field.form.querySelector(".row-problems") : field.parentElement).append(line);
};
const choice = (label, act) => {
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: label });
  button.addEventListener("click", act);
  return button;
};

// A field in which a person is typing keeps its text; all others, even with the focus, follow the server.
const callbacks = {
  beforeNodeMorphed: (old) => !isDirty(old) && !old.matches?.("[data-held]"),
  beforeNodeRemoved: (node) => {
    if (node.matches?.(".aside")) return false;
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
  morph(element, html, ["open", "style"], { callbacks });
};

const state = startPage({ put, onMessage: () => {} });

const forms = (which = "form[data-of]:not([data-id=new])") => [...document.querySelectorAll(which)];
const fieldsWhere = (holds) => forms().flatMap((form) => fieldsOf(form).filter(holds));

/** Update the state of all fields after one of them was saved. */
const sayStanding = () => {
  if (fieldsWhere(isWaiting).length) return say("problem", notice.dataset.waits);
  if (fieldsWhere((field) => isDirty(field) && isRefused(field)).length) return say("refused", notice.dataset.refused);
  say("done", notice.dataset.saved);
};

const ANSWER_WITHIN = 8_000;
const post = async (fields) => {
  const headers = { Accept: "application/json" };
  say("done", notice.dataset.saving);
  try {
    const options = { method: "POST", body: new URLSearchParams(fields), headers, signal: AbortSignal.timeout(ANSWER_WITHIN) };
    const response = await fetch(address("plan"), options);
    const answer = await response.json();
    // A proxy's response, a limit, or a database that is unreachable for a moment: send it again.
    if (!("saved" in answer) || answer.again) throw new Error(answer.sentence);
    return answer;
  } catch {
    say("problem", notice.dataset.lost);
    return null;
  }
};

// One at a time, in the order given: the second may build on the first.
let queue = Promise.resolve();
let queued = 0;
const inTurn = (work) => {
  queued += 1;
  queue = queue.then(work, work).finally(() => { queued -= 1; });
  return queue;
};

const asForm = (form, fields) => {
  const sent = { of: form.dataset.of, id: form.dataset.id };
  for (const field of fields) sent[field.name] = valueOf(field);
  // Times are on the clocks of the zone: after a change of zone, the times in the form count.
  if ("timezone" in sent) for (const name of ["starts_at", "ends_at"]) sent[name] = form.elements[name].value;
  return sent;
};

/** Save the dirty fields of a form; a field that the server refuses keeps its text. */
const save = (form) => inTurn(async () => {
  const due = fieldsOf(form).filter(isDue);
  if (!due.length || form.dataset.id === "new") return !fieldsOf(form).some(isDirty);
  const sent = { ...asForm(form, due), act: "save", seen: Math.min(...due.map((f) => Number(f.dataset.seen ?? state.seq))) };
  const answer = await post(sent);
  if (!answer) return false;
  for (const field of due) {
    if (!answer.saved) refused(field, sent[field.name], answer);
    else if (valueOf(field) === sent[field.name]) settle(field, answer.shown[field.name] ?? sent[field.name]);
    else field.dataset.seen = answer.seq; // typed on meanwhile: what was sent is this person's own
  }
  if (answer.saved) sayStanding();
  else say("refused", answer.sentence || notice.dataset.refused);
  return answer.saved;
});

const refused = (field, sent, { problems, theirs, seq }) => {
  // Of several fields sent together only those with a problem are refused; the others are sent again alone.
  const isAtFault = field.name in problems || field.name in theirs || !Object.keys(problems).length;
  if (isAtFault) field.dataset.refused = sent;
  if (valueOf(field) !== sent) return; // typed on meanwhile
  wrong(field, problems[field.name] ?? "", theirs[field.name] ?? null);
  if (field.name in theirs) field.dataset.seen = Math.max(seq, state.seq);
};

/** Keep this value instead of the one that another person set. */
const insist = (field) => {
  delete field.dataset.refused;
  save(field.form);
};

/** Send dirty fields until the server has all of them. */
const LOOK_EVERY = 1_500;
const sendRest = () => {
  if (queued || !connected(state)) return;
  for (const form of new Set(fieldsWhere(isWaiting).map((field) => field.form))) save(form);
  for (const line of [...document.querySelectorAll(".aside")].filter(({ sendAgain }) => sendAgain)) {
    line.remove();
    line.sendAgain();
  }
};
setInterval(sendRest, LOOK_EVERY);

/** Give one command for a whole row. */
const act = (fields) => inTurn(async () => {
  const answer = await post(fields);
  if (!answer) say("problem", notice.dataset.unanswered);
  else if (answer.saved) sayStanding();
  else say("refused", answer.sentence || Object.values(answer.problems).join(" "));
  return answer;
});

/** Add the item in a form, which is empty for the next one before the next key. */
const add = (form) => {
  // A row that is sent twice, because the first response was lost, is added once.
  const sent = { ...asForm(form, fieldsOf(form)), key: form.dataset.key ?? uuid() };
  empty(form);
  return sendNew(form, sent);
};

/** Send a new item; without an answer it waits below its form until it can be sent again, as the next one may be typed. */
const sendNew = (form, sent) => inTurn(async () => {
  const answer = await post(sent);
  if (answer?.saved) return sayStanding();
  if (!answer) return Object.assign(putAside(form, sent), { sendAgain: () => sendNew(form, sent) });
  if (fieldsOf(form).some(isDirty)) putAside(form, sent, answer.problems);
  else putBack(form, sent, answer.problems);
  return say("refused", answer.sentence || notice.dataset.refused);
});

const empty = (form) => {
  form.reset();
  delete form.dataset.key;
  for (const field of fieldsOf(form)) wrong(field, "");
  fieldsOf(form)[0].focus();
};

/** Show again what was not added, with what is wrong with it. */
const putBack = (form, sent, problems = {}) => {
  if (sent.key) form.dataset.key = sent.key;
  for (const field of fieldsOf(form).filter(({ name }) => name in sent)) {
    if (field.type === "checkbox") field.checked = sent[field.name] === "on";
    else field.value = sent[field.name];
    wrong(field, problems[field.name] ?? "");
  }
};

/** Keep what was not added below its form, which holds other text by now. */
const putAside = (form, sent, problems = {}) => {
  const line = Object.assign(document.createElement("p"), { className: "problem aside" });
  const back = choice(notice.dataset.back, () => {
    if (fieldsOf(form).some(isDirty)) putAside(form, { ...asForm(form, fieldsOf(form)), key: form.dataset.key });
    empty(form);
    putBack(form, sent, problems);
    line.remove();
  });
  const what = notice.dataset.aside.replace("{}", sent.title || sent.name || sent.text || sent.speakers || sent.planned);
  line.append(`${[what, ...Object.values(problems)].join(" · ")} `, back);
  (form.querySelector(".row-problems") ?? form).append(line);
  return line;
};

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
  if (!isTyped(target)) return;
  target.dataset.seen ??= state.seq;
  target.dataset.typing = "";
  if (notice.textContent === notice.dataset.saved) say("done", "");
});
document.addEventListener("change", ({ target }) => {
  delete target.dataset.typing;
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
  // In a field with the cursor, the browser's own undo removes letters.
  if (undoes(event) && !isDirty(target)) {
    event.preventDefault();
    const button = find(key.toLowerCase() === "y" || event.shiftKey ? "#redo" : "#undo");
    if (!button.disabled) button.form.requestSubmit(button);
  } else if (key === "Escape" && isDirty(target)) {
    settle(target, target.defaultValue ?? "");
  } else if (key === "Delete" && event.altKey && row?.querySelector("button[value=remove]")) {
    event.preventDefault();
    removeRow(row, target.name);
  } else if (key === "Enter" && row?.closest("#segments") && target.matches("input:not([type=checkbox])")) {
    event.preventDefault();
    if (event.ctrlKey) return insertBelow(target);
    const form = nextForm(row);
    save(target.form);
    form.elements[target.name]?.focus?.();
    form.querySelector(`input[name="${target.name}"]:not([type=hidden])`)?.select();
  } else if (key === "Enter" && event.ctrlKey && target.matches("#segment-new input")) {
    // The form of a new row is the row below: the key adds it, as Enter does, and stays in the form.
    target.form.requestSubmit();
  } else if (key === "Enter" && event.ctrlKey && target === ahead) {
    titles.push(ahead.value);
    ahead.value = "";
  }
});

/** Wait for a field of a row that is to come; null if it does not. */
const arrival = (id, name = "title") => new Promise((done) => {
  const arrive = () => {
    const field = document.getElementById(id)?.querySelector(`[name="${name}"]:not([type=hidden])`);
    if (field) done(field);
    return Boolean(field);
  };
  if (arrive()) return;
  const watcher = new MutationObserver(() => arrive() && watcher.disconnect());
  watcher.observe(document.body, { childList: true, subtree: true });
  setTimeout(() => { watcher.disconnect(); done(null); }, ANSWER_WITHIN);
});

const goTo = async (id, name) => {
  const field = await arrival(id, name);
  field?.focus();
  field?.select?.();
};

// A row below is on the page when the server has added it. What is typed until then is the title of that row, and not
// a part of the field that was left; another row may be asked for meanwhile.
const ahead = find("#ahead");
const titles = [];

const insertBelow = async (target) => {
  ahead.focus({ preventScroll: true });
  let { form } = target;
  while (await save(form)) {
    const answer = await act({ of: "segment", id: form.dataset.id, act: "insert" });
    const title = answer?.saved ? await arrival(answer.row) : null;
    if (!title) break;
    const isLast = !titles.length;
    const text = isLast ? ahead.value : titles.shift();
    if (isLast) ahead.value = "";
    if (isLast && document.activeElement === ahead) {
      title.focus();
      title.select();
    }
    if (text) Object.assign(title, { value: text }).dataset.seen ??= state.seq;
    if (isLast) return;
    form = title.form;
  }
  for (const text of [...titles.splice(0), ahead.value]) if (text) putAside(find("#segment-new form"), { title: text });
  ahead.value = "";
  if (document.activeElement === ahead) target.focus();
};

/** Remove a row with its key; the focus is in the same field of the row that takes its place before the next key. */
const removeRow = async (row, name) => {
  const { of, id } = row.querySelector("form").dataset;
  row.dataset.leaving = "";
  const staying = [...row.parentElement.children].filter((one) => one === row || !("leaving" in one.dataset));
  const place = staying.indexOf(row);
  // Text that was typed and not saved goes with the row.
  for (const field of fieldsOf(row.querySelector("form"))) if (isDirty(field)) settle(field, field.defaultValue ?? "");
  goTo((staying[place + 1] ?? staying[place - 1])?.id ?? `${of}-new`, name);
  if ((await act({ of, id, act: "remove" }))?.saved) return;
  delete row.dataset.leaving;
  goTo(row.id, name);
};

// Several rows from a spreadsheet become several segments; a single text is pasted as ever.
document.addEventListener("paste", async (event) => {
  const row = event.target.closest?.("#segments .plan-row, #segment-new");
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (!row || !event.target.matches("input") || !/\n\s*\S|\S\t/.test(text)) return;
  event.preventDefault();
  const answer = await act({ of: "segment", id: row.querySelector("form").dataset.id, act: "paste", text, key: uuid() });
  if (answer?.saved) goTo(answer.row);
});

const nextForm = (row) => (row.nextElementSibling ?? find("#segment-new")).querySelector("form");

document.addEventListener("rostrum:link", ({ detail }) => {
  if (detail.state === "lost") return say("problem", notice.dataset.lost);
  if (!connected(state)) return;
  if (notice.textContent === notice.dataset.lost) say("done", "");
  sendRest();
});

window.addEventListener("beforeunload", (event) => {
  if (queued || find(".aside") || forms("form[data-of]").some(holdsTyped)) event.preventDefault();
});

document.documentElement.dataset.scripted = "";

// Forms of staff pages: sent once, with the seq on the screen, and never over a lost connection.

import { serverNow } from "../time/clock.js";
import { address, find, parsed, uuid } from "../dom/dom.js";

const GIVE_UP = 8_000;

const OPEN = "dialog:modal, [popover]:popover-open";

/** Show the result of the latest action: in the page's line, and in the dialog or popover that covers it. */
export const say = (kind, text) => {
  const notice = find("#notice");
  notice.dataset.kind = kind;
  notice.textContent = text;
  for (const line of document.querySelectorAll("[data-said]")) line.remove();
  if (kind === "done" || !find(OPEN)) return;
  const line = Object.assign(document.createElement("p"), { className: "notice", role: "alert", textContent: text });
  Object.assign(line.dataset, { said: "", kind });
  [...document.querySelectorAll(OPEN)].at(-1).append(line);
};

/** The sentence for a connection that is lost, or in doubt. */
export const sayLost = () => say("problem", find(".console-link [data-when=lost]").textContent);

/** Whether the page is in touch with the server; if that is in doubt, nothing is sent. */
export const connected = (state) => state.link.state === "live";

/** Whether a form's command was carried out. To htmx a refusal that the page shows is a success too. */
export const accepted = ({ requestConfig, xhr }) => requestConfig.verb === "post" && xhr.status >= 200 && xhr.status < 400;

/** Whether this element takes text: keys are letters then. */
export const typing = (target) => target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");

const FIELDS = "[hx-post] :is(textarea, input:not([type=hidden], [type=checkbox], [type=radio]))";

/** Whether a form in this part of the page has text that was not sent. */
export const holdsText = (part = document) =>
  [...part.querySelectorAll(FIELDS)].some((field) => field.value !== field.defaultValue && field.checkVisibility());

/** Empty a form that was carried out, but for what was typed after it was sent; return whether there is such text. */
export const emptySent = (form, sent) => {
  const texts = [...form.querySelectorAll("textarea, input:not([type=hidden], [type=checkbox], [type=radio])")];
  const later = texts.map((field) => [field, field.value, sent[field.name] ?? ""]).filter(([, value, before]) => value !== before);
  form.reset();
  for (const [field, value, before] of later) field.value = value.startsWith(before) ? value.slice(before.length) : value;
  return later.length > 0;
};

/** Leaving the page asks first while a form holds text that was not sent. */
export const asksBeforeLeaving = () =>
  window.addEventListener("beforeunload", (event) => holdsText() && event.preventDefault());

/** Send a form's fields; return the response as { ok, status, kind, text }, or null without one. */
export const deliver = async (path, fields) => {
  const body = new URLSearchParams(fields);
  const options = { method: "POST", body, headers: { "HX-Request": "true" }, signal: AbortSignal.timeout(GIVE_UP) };
  try {
    const response = await fetch(address(path), options);
    const notice = parsed(await response.text()).querySelector("#notice");
    return { ok: response.ok, status: response.status, kind: notice?.dataset.kind ?? "problem", text: notice?.textContent ?? "" };
  } catch {
    return null;
  }
};

/** Give a command without a form, such as by a drag; show the result, and return whether it was carried out. */
export const post = async (path, fields) => {
  const answer = await deliver(path, { ...fields, key: uuid() });
  if (!answer) sayLost();
  else if (answer.text) say(answer.kind, answer.text);
  return Boolean(answer?.ok);
};

/** Watch every form of the page; `state` is the page's, with its link and its seq. */
export const guardForms = (state) => {
  // The button that sent a form: htmx forgets it once the button has lost the focus, before its turn comes.
  const pressed = new WeakMap();

  // The seq on the screen when the key was pressed, not when the request gets its turn in the queue.
  document.addEventListener(
    "submit",
    (event) => {
      if (!event.target.matches("[hx-post]")) return;
      event.target.dataset.seen = state.seq;
      event.target.dataset.pressed = Math.round(serverNow());
      pressed.set(event.target, event.submitter);
      if (connected(state)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      sayLost();
    },
    true,
  );

  // A sentence that is no longer true does not stay.
  document.addEventListener("rostrum:link", ({ detail }) => {
    const lost = find(".console-link [data-when=lost]");
    if (detail.state === "live" && lost?.dataset.again && find("#notice").textContent === lost.textContent) say("refused", lost.dataset.again);
  });

  document.addEventListener("htmx:configRequest", ({ detail }) => {
    if (detail.verb !== "post") return;
    if (!("seen" in detail.parameters)) detail.parameters.seen = detail.elt.dataset.seen ?? state.seq;
    detail.parameters.key = uuid();
    // A request that waited behind a hung one is not sent any more: the page has moved on.
    detail.parameters.pressed_ms = detail.elt.dataset.pressed ?? Math.round(serverNow());
    const { name, value } = pressed.get(detail.elt) ?? {};
    if (name) detail.parameters[name] = value;
  });

  // Periodic requests of a part are not sent to a server that does not respond.
  document.addEventListener("htmx:beforeRequest", (event) => {
    const { verb } = event.detail.requestConfig;
    if (verb === "get" && ["quiet", "lost"].includes(state.link.state)) event.preventDefault();
  });

  asksBeforeLeaving();

  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, ({ detail }) => {
      if (detail.requestConfig?.verb === "post") sayLost();
    });
  }
};

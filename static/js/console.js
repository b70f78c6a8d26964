// The console: every key is a form on the page, so that mouse, keyboard and no script at all go the same way.

import { serverNow } from "./clock.js";
import { startPage } from "./page.js";

const KEYS = { p: "p", z: "z", b: "b", f: "f", c: "c", a: "a", i: "i", s: "s", e: "e", m: "m", "?": "?", " ": " " };
const LONGEST_CORRECTION = 600_000;

const find = (selector) => document.querySelector(selector);
const say = (kind, text) => {
  const notice = find("#notice");
  notice.dataset.kind = kind;
  notice.textContent = text;
};

const state = startPage({
  after: () => {
    document.dispatchEvent(new CustomEvent("rostrum:changed"));
    find(".rundown [aria-current]")?.scrollIntoView({ block: "nearest" });
  },
});

const connected = () => ["live", "quiet"].includes(state.link.state);

// A UUID without crypto.randomUUID, which is missing on plain-http addresses of the local network.
const uuid = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
};

// What was on the screen when the key was pressed, not when the request gets its turn in the queue.
document.addEventListener(
  "submit",
  (event) => {
    if (!event.target.matches("[hx-post]")) return;
    event.target.dataset.seen = state.seq;
    if (connected()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    say("problem", find(".console-link [data-when=lost]").textContent);
  },
  true,
);

document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (detail.verb !== "post") return;
  if (!("seen" in detail.parameters)) detail.parameters.seen = detail.elt.dataset.seen ?? state.seq;
  detail.parameters.key = uuid();
});

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.successful && detail.elt.id === "message-form") detail.elt.reset();
  if (detail.successful && detail.elt.id === "edit-form") find("#edit").close();
  if (detail.successful) detail.elt.closest("[popover]")?.hidePopover();
});

for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, ({ detail }) => {
    if (detail.requestConfig?.verb === "post") say("problem", find(".console-link [data-when=lost]").textContent);
  });
}

// A clicked button gives the focus back, so that Space means the big key again.
document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (event.detail > 0 && !button.closest("dialog")) button.blur();
  if (button.dataset.opens) find(`#${button.dataset.opens}`).showModal();
  if (button.dataset.edit) edit(button.dataset);
  if (button.dataset.rename) rename(button.dataset);
  if (button.dataset.started) startedAgo(Number(button.dataset.started));
  if ("close" in button.dataset) button.closest("dialog").close();
});

const edit = ({ edit: segment, title, planned }) => {
  const form = find("#edit-form");
  form.elements.segment.value = segment;
  form.elements.title.value = title;
  form.elements.planned.value = planned;
  find("#edit").showModal();
};

const post = async (path, fields) => {
  const { base = "", slug } = document.body.dataset;
  const body = new URLSearchParams(fields);
  const response = await fetch(`${base}/s/${slug}/${path}`, { method: "POST", body, headers: { "HX-Request": "true" } });
  const notice = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("#notice");
  if (notice) say(notice.dataset.kind, notice.textContent);
  return response.ok;
};

const rename = ({ rename: screen, name }) => {
  const chosen = prompt(name, name);
  if (chosen) post(`screens/${screen}/name`, { name: chosen });
};

// "It started 0:47 ago", pressed when the key was forgotten: the floor is given, and its start moved back to then.
const startedAgo = async (since) => {
  if (!connected()) return say("problem", find(".console-link [data-when=lost]").textContent);
  const ms = Math.min(Math.max(Math.round(serverNow() - since), 1), LONGEST_CORRECTION);
  if (await post("command", { command: "give_floor", seen: state.seq, key: uuid() })) {
    await post("command", { command: "correct_start", ms, key: uuid() });
  }
};

// What ending on time would mean changes while time passes: look again while it is open.
const ending = find("#ending");
const look = () => ending.open && htmx.trigger(ending, "rostrum:look");
ending.addEventListener("toggle", look);
document.addEventListener("rostrum:changed", look);
setInterval(look, 10_000);

const typing = (target) => target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");

const act = (key) => {
  if (key === "m") return find("#message").focus();
  if (key === "e") {
    find("#ending").open = !find("#ending").open;
    return find("#ending summary").focus();
  }
  const button = find(`[data-press="${CSS.escape(key)}"]`);
  if (button && !button.disabled) press(button);
};

const press = (button) => (button.form ? button.form.requestSubmit(button) : button.click());

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || find("dialog[open], [popover]:popover-open")) return;
  if (typing(target)) {
    if (key === "Escape") target.blur();
    return;
  }
  const known = key.startsWith("Arrow") ? key : /^[1-9]$/.test(key) ? key : KEYS[key.toLowerCase()];
  if (!known || (key.startsWith("Arrow") && target.closest(".panel"))) return;
  // A key that has been tabbed to is pressed by Space itself.
  if (key === " " && target.closest("button, summary, input, a")) return;
  event.preventDefault();
  if (!event.repeat) act(known);
});


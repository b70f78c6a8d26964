// The record: it follows the session, and keeps the note being written until the server has it.

import { uuid } from "./lib/dom/dom.js";
import { asksBeforeLeaving, deliver, emptySent, say } from "./lib/staff/forms.js";
import { startPage } from "./lib/live/page.js";

const TRY_AGAIN = 2_000;

startPage();

const form = document.getElementById("note-form");
const text = form.elements.text;
const { dataset: words } = form;
let waiting = null; // the note being sent, with its key: a lost response does not add it twice

const send = async () => {
  if (!waiting) return;
  const answer = await deliver("command", waiting);
  if (!answer || answer.status >= 500) {
    say("problem", words.waits);
    return setTimeout(send, TRY_AGAIN);
  }
  say(answer.kind, answer.text);
  if (answer.ok) emptySent(form, waiting);
  waiting = null;
  text.focus();
};

// htmx would post the form of a page whose own script has failed; it is not used here.
document.addEventListener(
  "submit",
  (event) => {
    if (event.target !== form) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (waiting) return;
    waiting = { ...Object.fromEntries(new FormData(form)), key: uuid() };
    send();
  },
  true,
);

asksBeforeLeaving();

// Ctrl+Enter saves the note: a rapporteur's hands stay on the keyboard.
text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
});

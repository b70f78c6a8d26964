// The console's commands, over the open socket: sent in the order given, answered one by one, never carried out late.
// Without scripts the same forms are posted.
//
// Nothing is sent while the link is in doubt. A button stays down until its command is answered (`data-pressed`); after two
// seconds it is free again and the page says so, because from then on the server refuses the command. Once the
// link is proven again, the page asks for its result with the same key.

import { serverNow } from "../time/clock.js";
import { uuid } from "../dom/dom.js";
import { connected, say, sayLost } from "./forms.js";

const DOUBTED_AFTER = 1_000; // ms without a response after which no other key is sent
const DROPPED_AFTER = 2_000; // ms in which the server accepts a command after it was pressed
const LONGEST = 1_900; // bytes of a message; a longer one, such as a form with much text, is posted

/** Start; `state` is the page's, `words` its sentences about an unanswered key, `settled(form, sent)` is called after one. */
export const startCommands = (state, words, settled) => {
  const unanswered = new Map();
  let answeredSeq = 0;
  const { dataset: count } = document.documentElement; // `data-answers`: how many commands have been answered

  const isStuck = () => [...unanswered.values()].some(({ at, dropped }) => !dropped && performance.now() - at > DOUBTED_AFTER);

  const release = (entry) => {
    clearTimeout(entry.timer);
    entry.button?.removeAttribute("data-pressed");
  };

  const drop = (entry) => {
    release(entry);
    entry.dropped = true;
    say("problem", words.unanswered);
  };

  /** Send a command; return whether it was sent. The page says why if not. */
  const give = (fields, { form = null, button = null } = {}) => {
    if (!connected(state)) return sayLost();
    if (isStuck()) return say("refused", words.waits);
    const key = uuid();
    const message = { ...fields, t: "command", key, seen: state.seq, pressed_ms: Math.round(serverNow()) };
    if (new TextEncoder().encode(JSON.stringify(message)).length > LONGEST) return say("refused", words.long);
    const entry = { message, form, button, at: performance.now(), dropped: false };
    if (!state.link.send(message)) return sayLost();
    button?.setAttribute("data-pressed", "");
    entry.timer = setTimeout(drop, DROPPED_AFTER, entry);
    unanswered.set(key, entry);
  };

  /** Whether this message is the response to a command; if so, show it. */
  const answered = ({ t, key, said, seq = 0 }) => {
    if (t !== "done" && t !== "refused") return false;
    const entry = unanswered.get(key);
    if (!entry) return true;
    unanswered.delete(key);
    answeredSeq = Math.max(answeredSeq, seq);
    release(entry);
    say(t, said);
    if (t === "done") settled(entry.form, entry.message);
    count.answers = Number(count.answers ?? 0) + 1;
    return true;
  };

  document.addEventListener("rostrum:link", ({ detail }) => {
    if (detail.state === "live") for (const { message } of unanswered.values()) state.link.send(message);
  });

  document.addEventListener(
    "submit",
    (event) => {
      const { target: form, submitter: button } = event;
      if (event.defaultPrevented || !/\/command$/.test(form.getAttribute("hx-post") ?? "")) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      give(Object.fromEntries(new FormData(form, button)), { form, button });
    },
    true,
  );

  /** Whether the state on the screen is the work of this console's own command, whose response says so. */
  const tellsOf = () => state.seq <= answeredSeq || [...unanswered.values()].some(({ dropped }) => !dropped);

  return { give, answered, tellsOf };
};

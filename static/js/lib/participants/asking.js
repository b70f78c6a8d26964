// The form for questions. The text is stored in this browser until the server confirms that it has it.

import { address, find, uuid } from "../dom/dom.js";
import { cleaned, lengthOf } from "../dom/text.js";

const FIELDS = ["text", "identity", "name", "affiliation"];
const LATER = new Set(["just_arrived", "place_busy"]);
const TRY_AGAIN = 4_000;
const GIVE_UP = 10_000;

const fill = (words, ...values) => values.reduce((text, value) => text.replace("{}", value), words);

/**
 * Start the form. `asked()` is called when the server has accepted a question, `arrive()` when this browser needs
 * the cookie of a participant.
 */
export const startAsking = ({ asked, arrive }) => {
  const form = find("#ask-form");
  const text = form.elements.text;
  const button = form.querySelector(".send button");
  const count = find("#ask-count");
  const said = find("#ask-error");
  const { dataset: words } = form;
  const label = button.textContent;
  const { slug } = document.body.dataset;
  const key = `rostrum:question:${slug}`;
  let draft = load(key);
  let timer = null;
  let sending = false;
  let here = arrivedAt();
  let notBefore = 0;

  const say = (kind, sentence) => {
    said.dataset.kind = kind;
    said.textContent = sentence;
  };

  const keep = () => {
    try {
      localStorage.setItem(key, JSON.stringify(draft));
    } catch {
      // Private windows may store nothing; the question is still in the form.
    }
  };

  const tell = () => {
    const length = lengthOf(text.value);
    const most = Number(count.dataset.most);
    count.toggleAttribute("data-over-most", length > most);
    count.textContent = length > most ? fill(count.dataset.over, length, length - most) : fill(count.dataset.left, length, most);
  };

  const show = () => {
    for (const name of FIELDS) if (draft[name] !== undefined) form.elements[name].value = draft[name];
    text.readOnly = draft.sent;
    button.disabled = draft.sent;
    tell();
  };

  const unlock = (changes) => {
    draft = { ...draft, id: undefined, sent: false, ...changes };
    keep();
    show();
  };

  const again = () => {
    clearTimeout(timer);
    timer = setTimeout(deliver, TRY_AGAIN);
    say("waiting", words.waiting);
  };

  const countDown = (seconds) => {
    clearTimeout(timer);
    button.disabled = seconds > 0;
    button.textContent = seconds > 0 ? fill(words.soon, seconds) : label;
    if (seconds > 0) timer = setTimeout(countDown, 1_000, seconds - 1);
    else say("", "");
  };

  const arrived = () => {
    unlock({ text: "" });
    say("done", words.sent);
    asked();
  };

  // The server accepts it a little later: it is sent again automatically.
  const later = (seconds) => {
    clearTimeout(timer);
    notBefore = Date.now() + seconds * 1_000;
    timer = setTimeout(deliver, seconds * 1_000);
    say("waiting", fill(words.later, seconds));
  };

  const refused = async (response) => {
    const problem = await response.json().catch(() => ({}));
    if (LATER.has(problem.code)) return later(Number(response.headers.get("Retry-After")) || 1);
    // The id belongs to this question, so it has arrived before; only its response, with the cookie, was lost.
    if (problem.code === "already_exists") return arrived();
    unlock({});
    say("refused", problem.detail ?? words.failed);
    if (problem.code === "asked_too_soon") countDown(Number(response.headers.get("Retry-After")) || 1);
  };

  // The server accepts questions from browsers that have been here for some seconds, so this one announces itself.
  const come = () => {
    if (here !== null) return;
    here = Date.now();
    if ("participant" in find("main").dataset) remember(here);
    else arrive().then(() => remember(here));
  };

  const deliver = async () => {
    if (!draft.sent || sending) return;
    clearTimeout(timer);
    come();
    const wait = Math.max(here + words.stay * 1_000, notBefore) - Date.now();
    if (wait > 0) return later(Math.ceil(wait / 1_000));
    sending = true;
    say("waiting", words.sending);
    try {
      const { id, identity, name = "", affiliation = "" } = draft;
      const body = JSON.stringify({ command: "ask", id, text: cleaned(draft.text), identity, name, affiliation });
      const headers = { "Content-Type": "application/json" };
      const signal = AbortSignal.timeout(GIVE_UP);
      const response = await fetch(address("commands", "/api/v1/sessions"), { method: "POST", body, headers, signal });
      if (response.ok) arrived();
      else if (response.status >= 500) again();
      else await refused(response);
    } catch {
      again();
    } finally {
      sending = false;
    }
  };

  form.addEventListener("focusin", come);

  form.addEventListener("input", () => {
    for (const name of FIELDS) if (!draft.sent) draft[name] = form.elements[name].value;
    if (!button.disabled) say("", "");
    keep();
    tell();
  });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (draft.sent || button.disabled) return;
    const length = lengthOf(text.value);
    if (length < Number(count.dataset.least)) return say("refused", fill(words.short, count.dataset.least));
    if (length > Number(count.dataset.most)) return say("refused", count.textContent);
    for (const name of FIELDS) draft[name] = form.elements[name].value;
    // The question keeps its id from its first sending on: a lost response does not ask it twice.
    draft = { ...draft, id: uuid(), sent: true };
    keep();
    show();
    return deliver();
  });

  document.addEventListener("rostrum:link", ({ detail }) => detail.state === "live" && deliver());
  // The server told another tab that the question they share has arrived.
  window.addEventListener("storage", (event) => {
    if (event.key !== key || !draft.sent || load(key).sent) return;
    draft = load(key);
    say("done", words.sent);
    show();
  });

  // A question that this browser cannot store would be lost with the page, and no other tab sends a pending one.
  window.addEventListener("beforeunload", (event) => {
    if (draft.sent || (text.value && load(key).text !== text.value)) event.preventDefault();
  });

  form.noValidate = true;
  if ("participant" in find("main").dataset) come();
  show();
  deliver();
};

const HERE = "rostrum:here";

const arrivedAt = () => {
  try {
    const at = Number(localStorage.getItem(HERE));
    return at > 0 && at <= Date.now() ? at : null;
  } catch {
    return null;
  }
};

const remember = (at) => {
  try {
    localStorage.setItem(HERE, at);
  } catch {
    // Private windows may store nothing; the next page waits some seconds again.
  }
};

const load = (key) => {
  try {
    return { sent: false, ...JSON.parse(localStorage.getItem(key) ?? "{}") };
  } catch {
    return { sent: false };
  }
};

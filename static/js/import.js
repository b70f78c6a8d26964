// The import pages: progress of sending and reading, and boxes that tick others.

import { parsed } from "./lib/dom/dom.js";

const POLL_MS = 400;
const KNOCK_WITHIN_MS = 8000;
const SETTLED_MS = 400; // after which a key is not on its way through the choices

// A waiting page reloads itself until another page comes back; meanwhile it shows the progress of the reading.
const wait = async () => {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const page = parsed(await answer.text());
    if (!page.querySelector("[data-waiting]")) return location.reload();
    document.querySelector("[data-far]").replaceWith(page.querySelector("[data-far]"));
  } catch {
    // Not connected: try again.
  }
  setTimeout(wait, POLL_MS);
};
if (document.querySelector("[data-waiting]")) setTimeout(wait, POLL_MS);

const complain = (form, text) => {
  const notice = document.createElement("p");
  notice.className = "notice";
  notice.dataset.kind = "problem";
  notice.setAttribute("role", "alert");
  notice.textContent = text;
  document.querySelectorAll(".import > .notice").forEach((old) => old.remove());
  form.before(notice);
};

// Sent by script, so that a bar can show the progress; without scripts the browser sends the same form.
document.querySelector("[data-upload]")?.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  const sending = form.querySelector("[data-sending]");
  const bar = sending.querySelector("progress");
  const request = new XMLHttpRequest();
  const show = (on) => {
    sending.hidden = !on;
    form.querySelector("button").disabled = on;
  };
  request.upload.addEventListener("progress", ({ loaded, total }) => {
    bar.value = total ? loaded / total : 0;
  });
  request.upload.addEventListener("load", () => bar.removeAttribute("value"));
  request.addEventListener("error", () => {
    show(false);
    complain(form, form.dataset.lost);
  });
  request.addEventListener("load", () => {
    show(false);
    if (request.responseURL && new URL(request.responseURL).pathname !== new URL(form.action).pathname) {
      location.assign(request.responseURL);
      return;
    }
    const page = parsed(request.responseText);
    complain(form, page.querySelector(".notice")?.textContent ?? form.dataset.lost);
  });
  show(true);
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "text/html");
  request.send(new FormData(form));
});

const unhide = () => document.querySelectorAll("[data-scripted]").forEach((part) => (part.hidden = false));
unhide();

// A session's box ticks its items; a ticked item ticks its session.
document.addEventListener("change", ({ target }) => {
  if (target.dataset.all !== undefined) {
    document.querySelectorAll(`[data-of="${target.dataset.all}"]`).forEach((box) => (box.checked = target.checked));
  } else if (target.dataset.everything !== undefined) {
    document.querySelectorAll("[data-all], [data-of]").forEach((box) => (box.checked = target.checked));
  } else if (target.dataset.of !== undefined && target.checked) {
    document.querySelector(`[data-all="${target.dataset.of}"]`).checked = true;
  }
});

// A correction shows its result at once: the parts of the page that say it are replaced, the fields stay as they are.
const taking = document.querySelector("form.taking");
let latest = 0;
const tell = (what = "") => {
  const lost = taking.querySelector("[data-lost]");
  lost.textContent = lost.dataset[what] ?? "";
};

// What is typed in a field that was not left yet is kept in this tab, until a page of the server has it: a reload brings
// it back. The fields of items have their names from one reading of the file; another one takes the settings alone.
const TYPED = `typed:${taking?.getAttribute("action")}`;
const OF_ITEM = /^(?:title|start|length|speakers)-\d/;
const isTyped = ({ name, type, tagName }) => name && tagName === "INPUT" && !/^(?:hidden|checkbox|radio)$/.test(type);
const readingOf = (form) => form.elements.namedItem("reading").value;
const typed = () => {
  const kept = JSON.parse(sessionStorage.getItem(TYPED) ?? "{}");
  const isOther = taking && kept.reading !== readingOf(taking);
  const fields = Object.entries(kept.fields ?? {}).filter(([name]) => !(isOther && OF_ITEM.test(name)));
  return Object.fromEntries(fields);
};
const keep = (fields) => {
  if (!Object.keys(fields).length) return sessionStorage.removeItem(TYPED);
  sessionStorage.setItem(TYPED, JSON.stringify({ reading: readingOf(taking), fields }));
};
taking?.addEventListener("input", ({ target }) => {
  if (isTyped(target)) keep({ ...typed(), [target.name]: target.value });
});
// The value that the server has: of a setting the one with which the file was read.
const known = (form, name) => {
  const field = form.elements.namedItem(`shown:${name}`) ?? form.elements.namedItem(name);
  return field?.getAttribute("value")?.trim();
};
const forget = (form) => {
  const left = Object.entries(typed()).filter(([name, text]) => known(form, name) !== text.trim());
  keep(Object.fromEntries(left.filter(([name]) => form.elements.namedItem(name))));
};
const bringBack = () => {
  forget(taking);
  let isOfItem = false;
  for (const [name, text] of Object.entries(typed())) {
    taking.elements.namedItem(name).value = text;
    taking.elements.namedItem(name).closest("details")?.setAttribute("open", "");
    isOfItem ||= OF_ITEM.test(name);
  }
  if (isOfItem) look();
};

// Where the file was read again in another tab, the server brings what was typed here into the new result. Where it
// cannot, this page stays as it is, and says why.
const isUnknown = (page) => {
  const isIt = page.querySelector("form.taking")?.dataset.meanwhile === "unknown";
  if (isIt) tell("other");
  return isIt;
};
const asSent = () => {
  const body = new URLSearchParams(new FormData(taking));
  body.set("look", "yes");
  for (const name of [...body.keys()]) if (/^(?:shown|was):/.test(name)) body.delete(name);
  return body;
};
// One after the other: of two that are under way, the earlier could be the last that the server hears.
let turn = Promise.resolve();
const look = () => {
  const mine = ++latest;
  turn = turn.then(() => mine === latest && lookNow(mine));
};
const lookNow = async (mine) => {
  const body = asSent();
  try {
    const answer = await fetch(taking.action, { method: "POST", headers: { Accept: "text/html" }, body });
    const page = parsed(await answer.text());
    tell();
    if (mine !== latest || !page.querySelector("form.taking")) return;
    if (isUnknown(page)) return;
    if (page.querySelector("form.taking[data-meanwhile]")) {
      if (asSent().toString() !== body.toString()) return look(); // typed on meanwhile
      take(page);
      document.querySelector(".import > .notice")?.scrollIntoView({ block: "center" });
      return;
    }
    forget(page.querySelector("form.taking"));
    for (const part of taking.querySelectorAll("[data-result]")) {
      const fresh = page.getElementById(part.id);
      if (!fresh) continue;
      // What was opened to be read stays open.
      if (part.querySelector("details[open]")) fresh.querySelector("details")?.setAttribute("open", "");
      part.replaceWith(fresh);
    }
    for (const field of page.querySelectorAll("td input[name]:not([type])")) {
      const shown = taking.elements[field.name];
      shown.toggleAttribute("data-corrected", field.hasAttribute("data-corrected"));
      if (field.hasAttribute("aria-invalid")) shown.setAttribute("aria-invalid", "true");
      else shown.removeAttribute("aria-invalid");
    }
  } catch {
    // Not connected: the result is shown with the next correction, or when it is saved.
    if (mine === latest) tell("lost");
  }
};
taking?.addEventListener("change", ({ target }) => {
  if (target.closest(".found-session, fieldset.look")) look();
});

// So does another field of a column: the file is read again, and what was found takes its place while the focus stays.
// Meanwhile no item can be corrected, as it may have another place then.
const asPage = async (answer) => parsed(await (await answer).text());
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const hold = (isHeld) => {
  taking.setAttribute("aria-busy", isHeld);
  taking.querySelectorAll(".found-session").forEach((part) => (part.inert = isHeld));
};
const take = (page) => {
  const fresh = page.querySelector("form.taking");
  if (!fresh) return location.reload();
  const isOpen = taking.querySelector(".columns")?.closest("details").open;
  if (isOpen) fresh.querySelector(".columns")?.closest("details").setAttribute("open", "");
  const { name } = document.activeElement;
  document.querySelectorAll(".import > .notice").forEach((old) => old.remove());
  const notice = page.querySelector(".import > .notice");
  if (notice) taking.before(notice);
  document.querySelector("h1").replaceWith(page.querySelector("h1"));
  taking.replaceChildren(...fresh.children);
  unhide();
  if (name) taking.elements.namedItem(name)?.focus?.();
};
// What was typed in a setting since the form was sent stays, and is read with the next one.
const settings = () => [...taking.querySelectorAll("[name=zone], [name=day], [name=length], [name=title]")];
let reading = 0;
let underWay = null;
const readAgain = async () => {
  const mine = reading;
  const before = new Map(settings().map(({ name, value }) => [name, value]));
  const headers = { Accept: "text/html" };
  latest += 1;
  hold(true);
  try {
    const body = new URLSearchParams(new FormData(taking));
    let page = await asPage(fetch(`${taking.action}/again`, { method: "POST", headers, body }));
    while (mine === reading && page.querySelector("[data-waiting]")) {
      await pause(POLL_MS);
      page = await asPage(fetch(taking.action, { headers }));
    }
    if (mine === reading && !isUnknown(page)) {
      const typed = settings().filter(({ name, value }) => value !== before.get(name));
      take(page);
      for (const { name, value } of typed) taking.elements.namedItem(name).value = value;
    }
  } catch {
    if (mine === reading) tell("lost");
  }
  if (mine === reading) hold(false);
};
taking?.addEventListener("change", async ({ target }) => {
  if (!target.matches(".columns select")) return;
  const mine = ++reading;
  await pause(SETTLED_MS);
  if (mine === reading) await (underWay = readAgain());
  underWay = null;
});

// Where a server is away the browser's own page would take the place of this one, with all that was typed since: the
// form is sent only to one that answers. The key Enter shows the result on this page, and the focus stays.
const hasOtherSettings = () =>
  [...taking.elements].some(({ name, value }) => {
    const [, before, of] = /^(shown|was):(.+)$/.exec(name) ?? [];
    const now = of && taking.elements.namedItem(before === "was" ? `column:${of}` : of); // "length" is a field, too
    return now && now.value !== value;
  });
// The mark of the reading that the server has now, or null without an answer; what it refuses, its own page says.
const present = async () => {
  try {
    const options = { cache: "no-store", signal: AbortSignal.timeout(KNOCK_WITHIN_MS) };
    const answer = await fetch(`${taking.action}/reading`, options);
    if (answer.status >= 500) return null;
    return answer.ok && !answer.redirected ? await answer.text() : taking.elements.namedItem("reading").value;
  } catch {
    return null;
  }
};
let sending = "";
taking?.addEventListener("submit", async (event) => {
  if (sending === "sent") return;
  event.preventDefault();
  if (event.submitter?.dataset.enter !== undefined && !hasOtherSettings()) return look();
  if (sending) return;
  sending = "asked";
  if (underWay) {
    await underWay;
    sending = "";
    return tell(event.submitter?.name === "look" && !hasOtherSettings() ? "" : "settings");
  }
  const there = await present();
  const isOther = there !== null && there !== taking.elements.namedItem("reading").value;
  tell(there === null ? "lost" : "");
  sending = "";
  if (isOther && !event.submitter?.hasAttribute("formaction")) return look();
  if (there === null) return;
  sending = "sent";
  taking.requestSubmit(event.submitter);
});
addEventListener("pageshow", () => (sending = ""));

if (taking) bringBack();

// What was read again takes the focus, after a page that waited for it, too.
if (location.hash === "#found-title") document.querySelector(location.hash)?.focus();

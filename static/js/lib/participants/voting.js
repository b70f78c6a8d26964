// Votes and the viewer's own questions: the list is the same for all viewers, and this marks the viewer's own.

import { address, find, parsed } from "../dom/dom.js";
import { replace } from "../dom/morph.js";
import { showVotes } from "../live/page.js";

const words = (text) => (text ? text.split(" ") : []);

/** Start; `state` is the page's, with its link. Returns `refresh`, and the functions that the page has to call. */
export const startVoting = (state) => {
  const notes = new Map();
  const busy = new Set();
  let voted = new Set();
  let asked = new Set();
  let fetching = false;
  let stale = false;
  let joined = "participant" in find("main").dataset;

  const rows = () => Array.from(document.querySelectorAll("#part-questions [data-question]"));

  const mark = () => {
    for (const row of rows()) {
      const id = row.dataset.question;
      row.toggleAttribute("data-own", asked.has(id));
      row.querySelector(".vote-note").textContent = notes.get(id) ?? "";
      const button = row.querySelector(".vote button");
      if (!button) continue;
      button.value = voted.has(id) ? "false" : "true";
      button.toggleAttribute("aria-busy", busy.has(id));
    }
  };

  const readMine = () => {
    const { dataset } = find("#part-mine");
    voted = new Set(words(dataset.voted));
    asked = new Set(words(dataset.asked));
    mark();
  };

  const showMine = (html) => {
    replace("part-mine", html);
    readMine();
  };

  // From the first response on, the browser holds the cookie of a participant; the socket needs it too.
  const join = () => {
    if (joined) return;
    joined = true;
    state.link.reopen();
  };

  const refresh = async () => {
    stale = true;
    if (fetching) return;
    fetching = true;
    try {
      // Changes during a request may be missing in its response.
      while (stale) {
        stale = false;
        const response = await fetch(address("mine"));
        if (!response.ok) break;
        showMine(await response.text());
        join();
      }
    } catch {
      // The connection is gone; the state is checked when it is back.
    } finally {
      fetching = false;
    }
  };

  const vote = async (id, wanted) => {
    if (busy.has(id)) return;
    busy.add(id);
    notes.delete(id);
    mark();
    try {
      const method = wanted ? "PUT" : "DELETE";
      const response = await fetch(address(`questions/${id}/vote`, "/api/v1/sessions"), { method });
      const answer = await response.json();
      if (response.ok) {
        (answer.voted ? voted.add(id) : voted.delete(id));
        showVotes({ [id]: answer.votes });
        if (answer.counts_in_s) notes.set(id, find("#ask").dataset.counts.replace("{}", answer.counts_in_s));
        join();
      } else notes.set(id, answer.detail);
    } catch {
      notes.set(id, find("#ask").dataset.unsent);
    }
    busy.delete(id);
    mark();
  };

  const withdraw = async (form) => {
    const response = await fetch(form.action, { method: "POST", headers: { "HX-Request": "true" } }).catch(() => null);
    if (response?.ok) showMine(await response.text());
    else await refresh();
    find("#mine-title")?.focus();
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches(".vote, .withdraw")) return;
    event.preventDefault();
    if (form.matches(".withdraw")) withdraw(form);
    else vote(form.closest("[data-question]").dataset.question, form.querySelector("button").value === "true");
  });

  document.addEventListener("click", ({ target }) => {
    if (!target.closest("[data-sort]")) return;
    const count = (row) => Number(row.querySelector("[data-votes]").textContent);
    const sorted = rows().sort((a, b) => count(b) - count(a));
    sorted[0]?.parentElement.append(...sorted);
  });

  document.addEventListener("rostrum:link", ({ detail }) => {
    if (detail.state === "live" && (asked.size || voted.size)) refresh();
  });

  // The order of the list does not change under a viewer's finger: present questions keep their places, new ones come
  // last.
  const put = (id, html) => replace(id, id === "part-questions" ? inOrder(html) : html);

  const inOrder = (html) => {
    const list = parsed(html).querySelector("#part-questions");
    const present = rows().map((row) => list.querySelector(`#${CSS.escape(row.id)}`));
    list.querySelector("ol").prepend(...present.filter(Boolean));
    return list.outerHTML;
  };

  const onMessage = (message) => {
    if (message.t === "mine") refresh();
    else if (message.t === "voted") {
      (message.voted ? voted.add(message.question) : voted.delete(message.question));
      mark();
    }
  };

  readMine();
  find("#ask").addEventListener("focusin", () => joined || refresh());
  return { refresh, mark, put, onMessage };
};

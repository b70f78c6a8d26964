// Which console of the session holds the floor keys. One that does not is read only, and says who does.

import { say, uuid } from "./forms.js";

const KEY = "rostrum:console";
const OF_THE_HOLDER = "#part-keys, .stage-keys";

const was = sessionStorage.getItem(KEY);

/** What this console is called until its page is loaded anew. A tab that was duplicated is another console. */
export const consoleId = uuid();
sessionStorage.setItem(KEY, consoleId);

/** What a console says of itself when it connects. */
export const announce = () => ({ console: consoleId, ...(was && { was }) });

const part = () => document.getElementById("part-baton");
const isElsewhere = () => Boolean(part().dataset.holder) && part().dataset.holder !== consoleId;

/** Bring the page in line with who holds the keys now. */
export const settle = () => {
  const elsewhere = isElsewhere();
  document.body.dataset.baton = elsewhere ? "elsewhere" : "mine";
  for (const element of document.querySelectorAll(OF_THE_HOLDER)) element.inert = elsewhere;
  for (const ask of part().querySelectorAll("[data-asked]")) ask.hidden = !ask.dataset.asked.split(" ").includes(consoleId);
};

/** Keep every key but those of the baton from being sent while another console holds them. */
export const guardKeys = () => {
  document.addEventListener(
    "submit",
    (event) => {
      if (!isElsewhere() || !event.target.matches("[hx-post]") || event.target.closest("#part-baton")) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      say("refused", part().dataset.refusal);
    },
    true,
  );
  document.addEventListener("htmx:configRequest", ({ detail }) => {
    if (detail.verb === "post" && /\/(command|baton)$/.test(detail.path)) detail.parameters.console = consoleId;
  });
};

// Which console runs the session. Every other one is read only, says which one does, and may ask for the keys.

import { say, uuid } from "./forms.js";

const KEY = "rostrum:console";
const OF_THE_HOLDER = "#part-keys, .stage-keys";

const was = sessionStorage.getItem(KEY);

/** What this console is called until its page is loaded anew. A tab that was duplicated is another console. */
export const consoleId = uuid();
sessionStorage.setItem(KEY, consoleId);

const part = () => document.getElementById("part-baton");
const isElsewhere = () => Boolean(part().dataset.holder) && part().dataset.holder !== consoleId;

/** What a console says of itself when it connects; a server that was restarted knows of no console. */
export const announce = () => ({ console: consoleId, held: part().dataset.holder === consoleId, ...(was && { was }) });

/** Bring the page in line with who holds the keys now. */
export const settle = () => {
  const elsewhere = isElsewhere();
  document.body.dataset.baton = elsewhere ? "elsewhere" : "mine";
  for (const element of document.querySelectorAll(OF_THE_HOLDER)) element.inert = elsewhere;
  const isNamed = (list) => list.split(" ").includes(consoleId);
  for (const element of part().querySelectorAll("[data-asked]")) element.hidden = !isNamed(element.dataset.asked);
  for (const element of part().querySelectorAll("[data-takes]")) element.hidden = !isNamed(element.dataset.takes);
  for (const element of part().querySelectorAll("[data-asks]")) element.hidden = isNamed(element.dataset.asks);
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

// The baton: which console runs the session. Every other one is read-only, names that one, and may ask for the keys.

import { uuid } from "../dom/dom.js";
import { say } from "./forms.js";

const KEY = "rostrum:console";
const OF_THE_HOLDER = "#part-keys, .stage-keys";

const was = sessionStorage.getItem(KEY);

/** This console's id until its page is reloaded. A duplicated tab is another console. */
const consoleId = uuid();
sessionStorage.setItem(KEY, consoleId);

const part = () => document.getElementById("part-baton");
let told = false;
// The page was drawn before this console came, which may be given the keys by that.
const isElsewhere = () => told && Boolean(part().dataset.holder) && part().dataset.holder !== consoleId;

/** What a console sends when it connects; a restarted server knows of no console. */
export const announce = () => ({ console: consoleId, held: part().dataset.holder === consoleId, ...(was && { was }) });

/** Show who holds the keys now; `said`: the server has said so since the page was loaded. */
export const settle = (said = false) => {
  told ||= said;
  const elsewhere = isElsewhere();
  document.body.dataset.baton = elsewhere ? "elsewhere" : "mine";
  for (const element of document.querySelectorAll(OF_THE_HOLDER)) element.inert = elsewhere;
  const isNamed = (list) => list.split(" ").includes(consoleId);
  for (const element of part().querySelectorAll("[data-asked]")) element.hidden = !isNamed(element.dataset.asked);
  for (const element of part().querySelectorAll("[data-takes]")) element.hidden = !isNamed(element.dataset.takes);
  for (const element of part().querySelectorAll("[data-asks]")) element.hidden = isNamed(element.dataset.asks);
};

/** Send no key but those of the baton while another console holds the keys. */
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

// The questions desk: every move is a form, so that mouse, keyboard and no script at all go the same way.

import { accepted, guardForms } from "./forms.js";
import { startPage } from "./page.js";

const find = (selector) => document.querySelector(selector);
const panel = find("#panel");

guardForms(startPage());

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target.id === "panel-body" && !panel.open) panel.showModal();
});

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (!accepted(detail)) return;
  if (detail.elt.id === "floor-question") detail.elt.reset();
  if (panel.contains(detail.elt)) panel.close();
});

// Parts change between the two clicks of a double click: the second one would press whatever has come in its place.
document.addEventListener("click", (event) => event.detail > 1 && event.target.closest("button") && event.preventDefault(), true);

document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-close]")) panel.close();
});

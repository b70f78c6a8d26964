// Change an element into new HTML, so that what stays in it keeps its focus, its place and what a person did to it.

import { PAINTED } from "../time/elements.js";

/** Morph an element; attributes named in `keeps` stay as the page has set them. `more` are options of Idiomorph. */
export const morph = (element, html, keeps, { callbacks = {}, ...more } = {}) => {
  const beforeAttributeUpdated = (name) => !keeps.includes(name);
  // A string would be read as a document of its own.
  const fresh = document.createElement("template");
  fresh.innerHTML = html;
  Idiomorph.morph(element, fresh.content, { morphStyle: "outerHTML", ...more, callbacks: { beforeAttributeUpdated, ...callbacks } });
};

// Details that a person opened or ticked stay so, and times that the page drew stay drawn.
const KEPT = ["open", "checked", "inert", "style"];

// What the page draws itself is left to it. Other words take the place of the old ones: a text that is rewritten in its
// place would jump to where the longer or shorter one begins. `data-whole` is a line that is replaced as one. They are
// replaced when the rest is done, because the morph goes on from the node that it has just left. `data-kept` stands for
// an element that is a part of its own, and stays as it is.
const renewing = (changed) => (old, fresh) => {
  // By the attribute: the `id` of a form with a field of that name is the field.
  if ("kept" in (fresh.dataset ?? {}) && old.getAttribute?.("id") === fresh.getAttribute("id")) return false;
  if (old.nodeType === Node.TEXT_NODE) {
    if (old.parentElement.matches(PAINTED)) return false;
    if (old.data !== fresh.data) changed.push(old);
  } else if ("whole" in (old.dataset ?? {}) && !old.isEqualNode(fresh)) changed.push(old);
  return true;
};

/** Replace an element by new HTML, by its id; text that a person is typing stays. */
export const replace = (id, html) => {
  const element = document.getElementById(id);
  if (!element) return;
  // A field being typed in is kept. Other focused elements are updated like the rest: the inside of a skipped element
  // would stay old, such as the label of a focused key.
  const ignoreActiveValue = document.activeElement?.matches("input, textarea, select") ?? false;
  const changed = [];
  // Only what is new to htmx is told to it: reading the whole part again costs more than changing it.
  const fresh = [];
  const callbacks = {
    beforeNodeMorphed: renewing(changed),
    afterNodeAdded: (node) => fresh.push(node),
    beforeAttributeUpdated: (name, owner) => {
      if (name.startsWith("hx-")) fresh.push(owner);
      return !KEPT.includes(name);
    },
  };
  morph(element, html, KEPT, { ignoreActiveValue, callbacks });
  for (const node of changed) if (node.isConnected) node.replaceWith(node.cloneNode(true));
  for (const node of fresh) if (node.isConnected && node.nodeType === Node.ELEMENT_NODE) window.htmx?.process(node);
};

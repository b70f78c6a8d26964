// Change an element into new HTML, so that what stays in it keeps its focus, its place and what a person did to it.

/** Morph an element; attributes named in `keeps` stay as the page has set them. `more` are options of Idiomorph. */
export const morph = (element, html, keeps, { callbacks = {}, ...more } = {}) => {
  const beforeAttributeUpdated = (name) => !keeps.includes(name);
  Idiomorph.morph(element, html, { morphStyle: "outerHTML", ...more, callbacks: { beforeAttributeUpdated, ...callbacks } });
};

// Details that a person opened or ticked stay so, and times that the page drew stay drawn.
const KEPT = ["open", "checked", "inert", "style"];

/** Replace an element by new HTML, by its id; text that a person is typing stays. */
export const replace = (id, html) => {
  const element = document.getElementById(id);
  if (!element) return;
  // A field being typed in is kept. Other focused elements are updated like the rest: the inside of a skipped element
  // would stay old, such as the label of a focused key.
  const ignoreActiveValue = document.activeElement?.matches("input, textarea, select") ?? false;
  morph(element, html, KEPT, { ignoreActiveValue });
  window.htmx?.process(document.getElementById(id));
};

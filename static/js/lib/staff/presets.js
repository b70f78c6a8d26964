// Messages to the speaker by their number, and the dialog in which the session's own ones are edited.

import { find } from "../dom/dom.js";

/** Return the number of the preset that a key press means: in the list of presets, and in the empty field after M. */
export const presetNumber = ({ key, target }) =>
  /^[1-9]$/.test(key) && (find("#presets:popover-open") || (target.id === "message" && !target.value)) ? key : null;

/** Return the key of the preset with this number; it is in a list that is usually closed. */
export const presetKey = (number) => find(`[data-press="M${number}"]`);

// A message is for those that the list beside its field names, whether it is typed or has a key; the next one is for all
// stage screens again.
const to = find("#message-to");
document.addEventListener("formdata", ({ target, formData }) => {
  if (formData.get("command") === "show_message" && target.id !== "message-form") formData.set("to", to.value);
});

/** Offer the stage screens that are connected; one that is chosen stays, so that its message goes to no other. */
export const offerScreens = () => {
  const names = new Map([...document.querySelectorAll("[data-look]")].map(({ dataset: { look, of } }) => [look, of]));
  for (const option of [...to.options].slice(3)) if (!names.delete(option.value) && !option.selected) option.remove();
  for (const [value, text] of names) to.add(new Option(text, value));
};

const [form, translated] = [find("#preset-form"), find("#translation-form")];
let translations = {};

const showTranslation = () => {
  translated.elements.text.value = translations[translated.elements.language.value] ?? "";
};
translated.elements.language.addEventListener("change", showTranslation);

/** Fill the forms with a message of the session's own; without one, empty them for a new one. */
export const editPreset = ({ preset = "", text = "", number = "", translations: said = "{}" } = {}) => {
  const { elements } = form;
  [elements.preset.value, elements.text.value, elements.number.value] = [preset, text, number];
  translations = JSON.parse(said);
  translated.hidden = !preset;
  translated.elements.of.value = `presets.${preset}.text`;
  showTranslation();
  elements.text.focus();
};

/** Note that a form of the dialog was carried out. */
export const presetSaved = (saved) => {
  if (saved?.elements.command?.value === "show_message") to.value = "stages";
  if (saved === form) editPreset();
  if (saved === translated) translations[translated.elements.language.value] = translated.elements.text.value;
};

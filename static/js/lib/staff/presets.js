// Messages to the speaker by their number, and the dialog in which the session's own ones are edited.

import { find } from "../dom/dom.js";

/** Return the number of the preset that a key press means: in the list of presets, and in the empty field after M. */
export const presetNumber = ({ key, target }) =>
  /^[1-9]$/.test(key) && (find("#presets:popover-open") || (target.id === "message" && !target.value)) ? key : null;

/** Return the key of the preset with this number; it is in a list that is usually closed. */
export const presetKey = (number) => find(`[data-press="M${number}"]`);

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
  if (saved === form) editPreset();
  if (saved === translated) translations[translated.elements.language.value] = translated.elements.text.value;
};

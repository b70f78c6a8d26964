// The palette: search every action, speaker and question on the page by typing.

import { find } from "../dom/dom.js";

const MOST = 12;

const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const words = (element) => {
  const copy = element.cloneNode(true);
  for (const kbd of copy.querySelectorAll("kbd, .unseen, [hidden], count-up")) kbd.remove();
  return copy.textContent.replace(/\s+/g, " ").trim();
};

// What a key is about if its label does not say: its row of the rundown or its question.
const context = (button) => {
  const row = button.closest("#part-rundown li, #part-asked li, #part-questions details");
  const about = row?.querySelector(".what bdi, .asked-text p") ?? (row?.matches("details") ? row.closest("li").querySelector(".key span") : null);
  return about ? words(about) : "";
};

const actions = () => {
  const pressable = document.querySelectorAll(".console :is(button:not([disabled], [data-opens-palette]), a.button, #key-primary), #screens .key button:not([disabled])");
  return [...pressable]
    .filter((element) => !element.closest("[inert]") && (element.form || element.dataset.press || element.dataset.edit || element.matches("a")))
    .map((element) => ({ element, name: words(element), about: context(element), also: element.closest("[data-also]")?.dataset.also ?? "" }))
    .filter(({ name }) => name);
};

/** Give the page its palette; return a function that opens it. `press(element)` does what the key does. */
export const startPalette = (press) => {
  const [dialog, input, list] = [find("#palette"), find("#palette input"), find("#palette ul")];
  let shown = [];
  let chosen = 0;

  const choose = (place) => {
    chosen = Math.max(0, Math.min(place, shown.length - 1));
    [...list.children].forEach((row, n) => row.setAttribute("aria-selected", String(n === chosen)));
    if (shown.length) input.setAttribute("aria-activedescendant", `palette-${chosen}`);
    list.children[chosen]?.scrollIntoView({ block: "nearest" });
  };

  const look = () => {
    const wanted = plain(input.value).split(/\s+/).filter(Boolean);
    const fits = ({ name, about, also }) => wanted.every((word) => plain(`${name} ${about} ${also}`).includes(word));
    shown = actions().filter(fits).slice(0, MOST);
    list.replaceChildren(
      ...shown.map(({ name, about }, n) => {
        const row = document.createElement("li");
        row.id = `palette-${n}`;
        row.setAttribute("role", "option");
        row.dir = "auto";
        row.textContent = about ? `${name}: ${about}` : name;
        return row;
      }),
    );
    find("#palette .none").hidden = shown.length > 0;
    choose(0);
  };

  const go = () => {
    const action = shown[chosen];
    if (!action) return;
    dialog.close();
    // A part may have come meanwhile, with another element for the same key.
    press(action.element.isConnected ? action.element : document.getElementById(action.element.id));
  };

  input.addEventListener("input", look);
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) choose(chosen + step);
    else if (event.key === "Enter") go();
    // At once: the browser closes a dialog some time after the key, and would type the next key into it.
    else if (event.key === "Escape") dialog.close();
    else return;
    event.preventDefault();
    // Escape outside of the palette gives the focus up, which closing it has just returned.
    event.stopPropagation();
  });
  list.addEventListener("click", ({ target }) => {
    const row = target.closest("li");
    if (!row) return;
    choose([...list.children].indexOf(row));
    go();
  });
  return () => {
    input.value = "";
    look();
    dialog.showModal();
  };
};

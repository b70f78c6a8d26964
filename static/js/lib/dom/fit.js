// Text that has to stay in its box: a long name is made smaller until it fits, and nothing around it moves.

const STEPS = [1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.42, 0.34];

const spills = (element) => element.scrollHeight > element.clientHeight + 1 || element.scrollWidth > element.clientWidth + 1;

/** Give every `[data-fit]` the largest `--fit` with which it fits its box; its style decides what that scales. */
export const fitAll = () => {
  for (const element of document.querySelectorAll("[data-fit]")) {
    for (const step of STEPS) {
      element.style.setProperty("--fit", step);
      if (!spills(element)) break;
    }
  }
};

addEventListener("resize", fitAll);
document.fonts.ready.then(() => {
  fitAll();
  document.documentElement.dataset.fitted = "";
});

// Text that has to stay in its box: a long name is made smaller until it fits, and nothing around it moves.

const STEPS = [1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.42, 0.34];

// Letters reach above and below their line, on a large screen by several pixels; a line too many is far more than that.
const spills = (element) => element.scrollHeight > 1.05 * element.clientHeight + 1 || element.scrollWidth > element.clientWidth + 1;

/**
 * Give every `[data-fit]` the largest `--fit` with which it fits its box; its style decides what that scales.
 *
 * All take a step together: the browser lays the page out once a step, not once for each of them.
 */
export const fitAll = () => {
  let tooLong = [...document.querySelectorAll("[data-fit]")];
  for (const step of STEPS) {
    for (const element of tooLong) element.style.setProperty("--fit", step);
    tooLong = tooLong.filter(spills);
    if (!tooLong.length) return;
  }
};

addEventListener("resize", fitAll);
document.fonts.ready.then(() => {
  fitAll();
  document.documentElement.dataset.fitted = "";
});

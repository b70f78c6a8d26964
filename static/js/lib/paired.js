// A screen that was paired goes where it belongs now: when it is told, and when what it shows is not for it any more.

const HOME = "/screen";

/** Is this message the one that sends a screen elsewhere? It is followed. */
export const follow = ({ t, to }) => {
  if (t !== "go") return false;
  location.replace(to);
  return true;
};

/** On a device that was paired, a screen that is refused shows a code again, for whoever wants it next. */
export const goHomeWhenRefused = (page) => {
  if (!/^(stage|speaker|overlay)/.test(page) || !localStorage.getItem("rostrum:paired")) return;
  document.addEventListener("rostrum:link", ({ detail }) => detail.state === "refused" && location.replace(HOME));
};

// A paired screen goes to its page: when the server says so, and when it may no longer show the present one.

const HOME = "/screen";

/** Whether this message sends the screen elsewhere; if so, follow it. */
export const follow = ({ t, to }) => {
  if (t !== "go") return false;
  location.replace(to);
  return true;
};

/** On a paired device, a refused screen shows a code again, so that it can be paired again. */
export const goHomeWhenRefused = (page) => {
  if (!/^(stage|speaker|overlay)/.test(page) || !localStorage.getItem("rostrum:paired")) return;
  document.addEventListener("rostrum:link", ({ detail }) => detail.state === "refused" && location.replace(HOME));
};

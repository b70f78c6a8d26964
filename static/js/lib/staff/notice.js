// The result of the latest action: shown where the moderator is looking, and hidden after six seconds.

const QUIET_AFTER = 6_000;

let timer = null;

const told = () => document.querySelector("dialog[open] .told, :popover-open .told");

const show = () => {
  const notice = document.getElementById("notice");
  clearTimeout(timer);
  delete notice.dataset.old;
  // An open panel hides the line of the page.
  const copy = told();
  if (copy) {
    copy.textContent = notice.dataset.kind === "done" ? "" : notice.textContent;
    copy.dataset.kind = notice.dataset.kind;
  }
  if (notice.textContent && notice.dataset.kind !== "problem") timer = setTimeout(() => (document.getElementById("notice").dataset.old = ""), QUIET_AFTER);
};

/** Watch the page's notice, whether a script or a response sets its text. */
export const followNotice = () => {
  const parent = document.getElementById("notice").parentElement;
  const about = ({ target, type, addedNodes }) =>
    type === "childList" && ([...addedNodes].some((node) => node.id === "notice") || target.id === "notice");
  new MutationObserver((changes) => changes.some(about) && show()).observe(parent, { childList: true, subtree: true });
  document.addEventListener("toggle", ({ target, newState }) => {
    if (newState === "open") target.querySelector?.(".told")?.replaceChildren();
  }, true);
};

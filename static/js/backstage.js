// Backstage: who comes next, with keys for how ready each person is.

import { find } from "./lib/dom/dom.js";
import { accepted, guardForms } from "./lib/staff/forms.js";
import { startAnnouncing } from "./lib/live/announcing.js";
import { startPage } from "./lib/live/page.js";

guardForms(startPage());
startAnnouncing();
// What was looked for is no part that the socket sends.
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (accepted(detail) && find("#people").contains(detail.elt)) find(".finder [role=search]").requestSubmit();
});
if (document.visibilityState === "visible") navigator.wakeLock?.request("screen").catch(() => {});

// Forms of pages that run something: sent once, with what was on the screen, and never into a lost connection.

const find = (selector) => document.querySelector(selector);

/** The line that says what became of the latest thing somebody did. */
export const say = (kind, text) => {
  const notice = find("#notice");
  notice.dataset.kind = kind;
  notice.textContent = text;
};

/** The sentence for a connection that is gone. */
export const sayLost = () => say("problem", find(".console-link [data-when=lost]").textContent);

/** Is the page in touch with the server? */
export const connected = (state) => ["live", "quiet"].includes(state.link.state);

/** A UUID without crypto.randomUUID, which is missing on plain-http addresses of the local network. */
export const uuid = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
};

/** Was a form's command carried out? To htmx a refusal that is shown on the page is a success too. */
export const accepted = ({ requestConfig, xhr }) => requestConfig.verb === "post" && xhr.status >= 200 && xhr.status < 400;

/** Is somebody writing there? Keys are letters then. */
export const typing = (target) => target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");

/** A command given without a form, such as by a drag; says what became of it, and answers whether it was carried out. */
export const post = async (path, fields) => {
  const { base = "", slug } = document.body.dataset;
  const body = new URLSearchParams({ ...fields, key: uuid() });
  const response = await fetch(`${base}/s/${slug}/${path}`, { method: "POST", body, headers: { "HX-Request": "true" } });
  const notice = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("#notice");
  if (notice) say(notice.dataset.kind, notice.textContent);
  return response.ok;
};

/** Watch every form of the page; `state` is the page's, with its link and the seq that it shows. */
export const guardForms = (state) => {
  // Which button sent a form: htmx forgets it once the button has lost the focus, which it has when its turn comes.
  const pressed = new WeakMap();

  // What was on the screen when the key was pressed, not when the request gets its turn in the queue.
  document.addEventListener(
    "submit",
    (event) => {
      if (!event.target.matches("[hx-post]")) return;
      event.target.dataset.seen = state.seq;
      pressed.set(event.target, event.submitter);
      if (connected(state)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      sayLost();
    },
    true,
  );

  document.addEventListener("htmx:configRequest", ({ detail }) => {
    if (detail.verb !== "post") return;
    if (!("seen" in detail.parameters)) detail.parameters.seen = detail.elt.dataset.seen ?? state.seq;
    detail.parameters.key = uuid();
    const { name, value } = pressed.get(detail.elt) ?? {};
    if (name) detail.parameters[name] = value;
  });

  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, ({ detail }) => {
      if (detail.requestConfig?.verb === "post") sayLost();
    });
  }
};

// The document of a page: find an element, read HTML, name an address of the session, make an id.

export const find = (selector) => document.querySelector(selector);

/** HTML as a document of its own, of which nothing is shown or run. */
export const parsed = (html) => new DOMParser().parseFromString(html, "text/html");

/** The address of a path below the page's session, such as `desk`; `root` is where the session is. */
export const address = (path, root = "/s") => {
  const { base = "", slug } = document.body.dataset;
  return `${base}${root}/${slug}/${path}`;
};

/** A UUID without crypto.randomUUID, which is missing on plain-http addresses of the local network. */
export const uuid = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
};

// A person's text as the server keeps it, and its length in code points: the same on both sides.

const SPACES = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g;
// The joiners shape Arabic, Indic scripts and emoji and stay; the other invisible characters only mislead.
const UNSEEN = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Co}]/gu;
const ENDS = /^[ \u200c\u200d]+|[ \u200c\u200d]+$/g;

/** The text without what nobody sees, white space collapsed, composed (NFC). */
export const cleaned = (text) =>
  text.normalize("NFC").replace(SPACES, " ").replace(UNSEEN, "").replace(/ +/g, " ").replace(ENDS, "");

/** How many code points are kept of a text. */
export const lengthOf = (text) => Array.from(cleaned(text)).length;

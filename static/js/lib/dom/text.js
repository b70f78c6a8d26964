// Clean a person's text as the server does, and count its length in code points.

const SPACES = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g;
// Joiners shape Arabic, Indic scripts and emoji and stay; other invisible characters only mislead.
const UNSEEN = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Noncharacter_Code_Point}]/gu;
// No script writes more than thirty marks on one letter.
const LONG_RUNS = /([\p{M}\uff9e\uff9f]{30})[\p{M}\uff9e\uff9f]+/gu;
const ENDS = /^[ \u200c\u200d]+|[ \u200c\u200d]+$/g;

const LONGEST_TEXT = 20_000; // code points as typed; the server refuses a longer text without looking at it

const composed = (text) => text.replace(LONG_RUNS, "$1").normalize("NFC").replace(LONG_RUNS, "$1");

/** The text without its invisible characters, white space collapsed, composed (NFC), with short runs of marks. */
export const cleaned = (text) =>
  composed(text.replace(SPACES, " ").replace(UNSEEN, "")).replace(/ +/g, " ").replace(ENDS, "");

/** Return how many code points the server counts in a text. */
export const lengthOf = (text) => {
  const typed = Array.from(text).length;
  return typed > LONGEST_TEXT ? typed : Array.from(cleaned(text)).length;
};

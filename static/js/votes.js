// Votes are told apart from the state: absolute counts, put where they stand on the page.

/** Paint a message about votes; anything else is left alone. */
export const paintVotes = ({ t, v }) => {
  if (t !== "votes") return;
  for (const [id, count] of Object.entries(v)) {
    for (const element of document.querySelectorAll(`[data-votes="${CSS.escape(id)}"]`)) element.textContent = count;
  }
};

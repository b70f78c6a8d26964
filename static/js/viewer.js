// The viewer's page: follows the session, asks, votes, and marks what is one's own.

import { startAsking } from "./asking.js";
import { replace, startPage } from "./page.js";
import { startVoting } from "./voting.js";

const state = startPage({
  after: () => voting.mark(),
  put: (id, html) => replace(id, id === "part-questions" ? voting.arrange(html) : html),
  onMessage: (message) => voting.onMessage(message),
});
const voting = startVoting(state);

startAsking({ asked: voting.refresh });

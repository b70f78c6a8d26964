// The viewer's page: follows the session, asks, votes, and marks the viewer's own questions.

import { startAsking } from "./lib/asking.js";
import { startPage } from "./lib/page.js";
import { startVoting } from "./lib/voting.js";

const state = startPage({
  after: () => voting.mark(),
  put: (id, html) => voting.put(id, html),
  onMessage: (message) => voting.onMessage(message),
});
const voting = startVoting(state);

startAsking({ asked: voting.refresh, arrive: voting.refresh });

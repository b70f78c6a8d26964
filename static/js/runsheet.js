// The run sheet: it follows the session, so that a print is up to date.

import { startPage } from "./lib/live/page.js";

startPage();

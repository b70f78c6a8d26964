// The run sheet: it follows the session, so that what is printed is what is known then.

import { startPage } from "./lib/page.js";

startPage();

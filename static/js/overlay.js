// An overlay for a video mixer: it shows its part, and no message of its own.

import { startPage } from "./lib/live/page.js";

startPage();

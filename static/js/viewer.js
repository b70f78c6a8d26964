// The viewer's page.

import { startPage } from "./page.js";

startPage();

// A page that a video mixer lays over its picture: it shows its part, and nothing about itself.

import { startPage } from "./lib/page.js";

startPage();

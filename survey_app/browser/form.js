// A page of questions in the browser: shows and hides what depends on an answer, lets an optional answer be cleared, and
// keeps the unsent answers of an anonymous round in this browser. Every page works without this, through the server.
import { startClearing } from "./clearing.js";
import { startConditions } from "./conditions.js";
import { startKeeping } from "./keeping.js";

startConditions(document);
startClearing(document);
startKeeping(document, window.localStorage);

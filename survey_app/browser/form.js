// A page of questions in the browser: shows and hides what depends on an answer, lets an optional answer be cleared, and
// keeps the unsent answers of an anonymous round in this browser. Every page works without this, through the server.
import { startAutocompletes } from "./autocomplete.js";
import { startClearing } from "./clearing.js";
import { startConditions } from "./conditions.js";
import { startFiles } from "./files.js";
import { startKeeping } from "./keeping.js";
import { startListening } from "./listening.js";
import { startLocations } from "./location.js";
import { startRanges } from "./range.js";
import { startRanks } from "./rank.js";
import { startSignatures } from "./signature.js";

startConditions(document);
startAutocompletes(document);
startFiles(document);
startListening(document);
startLocations(document);
startRanges(document);
startRanks(document);
startSignatures(document);
startClearing(document);
startKeeping(document, window.localStorage);

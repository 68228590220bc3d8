// The designer in the browser. Every page of it works without this, through small forms; this moves rows without a new
// page, keeps what is typed, shows only the controls that matter now, and tells of others who edit the same draft.
import { startArranging } from "./designer_arranging.js";
import { startChecking } from "./designer_checking.js";
import { startKeepingDrafts } from "./designer_keeping.js";
import { startPresence } from "./designer_presence.js";
import { startPreview } from "./designer_preview.js";
import { startRules } from "./designer_rules.js";

startArranging(document);
startRules(document);
startKeepingDrafts(document, window.localStorage);
startChecking(document);
startPresence(document);
startPreview(document);

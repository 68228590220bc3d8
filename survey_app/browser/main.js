// The one script of every page. Pages work without it; each part below starts only where its markup is.
import "./frontend.js";
import "./form.js";
import "./designer.js";
import "./coding.js";
import "./downloads.js";
import "./unsent.js";
import "./standards_grid.js";
import "./case_list_file.js";
import "./tables/waiting.js";
import "./door/leaving.js";
import "./panel_keys.js";
import "./panel_time.js";
import { startSendingAgain } from "./sending_again.js";
import { startShownFor } from "./shown_for.js";

startSendingAgain(document);
startShownFor(document);

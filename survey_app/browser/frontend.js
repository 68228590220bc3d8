// Starts those components of govuk-frontend that our pages use.
import { startComponents } from "./components.js";

startComponents(document);

// The components of govuk-frontend that our pages use, for a whole page or for what has come onto it.
import {
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  PasswordInput,
  Radios,
  ServiceNavigation,
  SkipLink,
  Tabs,
  createAll,
  isSupported,
} from "govuk-frontend";

const COMPONENTS = [
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  PasswordInput,
  Radios,
  ServiceNavigation,
  SkipLink,
  Tabs,
];
// Those that stand in a form.
const CONTROLS = [CharacterCount, Checkboxes, Radios];

/** Begin, on a page as it was loaded. */
export function startComponents(root) {
  // The components look for these classes. An inline script in <head> would set them earlier, but the content security
  // policy allows none.
  root.body.classList.add("js-enabled");
  if ("noModule" in HTMLScriptElement.prototype) root.body.classList.add("govuk-frontend-supported");
  if (isSupported()) for (const component of COMPONENTS) createAll(component, undefined, root);
}

/** Begin, in a part that has taken the place of another. */
export function startPart(element) {
  if (isSupported()) for (const component of COMPONENTS) createAll(component, undefined, element);
}

/** Begin, in the questions that stand in an element. */
export function startControls(element) {
  if (isSupported()) for (const component of CONTROLS) createAll(component, undefined, element);
}

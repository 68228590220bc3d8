// The addresses of the app's screens, behind the # of the page, so that the back button works without a network.

/** "#/visit/<draft>/page/conversation/<entry>?at=c1" as {path: ["visit", …], at: "c1"}. */
export function placeOf(hash) {
  const [path, query = ""] = hash.replace(/^#?\/?/, "").split("?");
  return {
    path: path.split("/").filter(Boolean).map(decodeURIComponent),
    at: new URLSearchParams(query).get("at") ?? "",
  };
}

const address = (...steps) => `#/${steps.map(encodeURIComponent).join("/")}`;

export const HOME = "#/";
export const visitAt = (draft) => address("visit", draft);
export const worryAt = (draft) => address("visit", draft, "worry");
export const stopAt = (draft, question, entry) => address("visit", draft, "stop", question, ...entry);
export const sendAt = (draft) => address("visit", draft, "send");
export const receiptAt = (draft) => address("visit", draft, "sent");
export const listAt = (draft, section, outer = []) => address("visit", draft, "list", section, ...outer);
export const removeAt = (draft, section, entry) => address("visit", draft, "remove", section, ...entry);

/** A page of the form, or of one entry; `at` is the question to go to. */
export function pageAt(draft, section, entry = [], at = "") {
  const page = address("visit", draft, "page", section, ...entry);
  return at ? `${page}?at=${encodeURIComponent(at)}` : page;
}

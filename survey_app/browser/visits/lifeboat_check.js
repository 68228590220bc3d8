// What a lifeboat file holds is looked at before any of it is taken: whoever knows a passphrase can make such a file. Its
// addresses must be those of these very notes, since the device sends to them in the name of whoever is signed in; its
// pages must be made of what our own pages are made of, since the device shows them as they are.
import { Told } from "./store_database.js";

const FOREIGN =
  "This file holds something that Walkabout has not made. Nothing was read. Ask whoever gave it to you, and tell your " +
  "administrator.";
const ID = /^[A-Za-z0-9-]{1,64}$/;
const SLUG = /^[a-z0-9-]{1,64}$/;
const KEY = /^[A-Za-z0-9_-]{1,64}$/;
const SIGN_IN = /^\/[a-z-]+\?next=[A-Za-z0-9%/_-]*$/;
const SENDING = ["sync", "files", "send"];
const PAGE_PARTS = ["html", "entry_html", "hint_html"];
export const TAGS = (
  "a abbr address article aside audio b blockquote br button canvas caption code col colgroup datalist dd del details " +
  "div dl dt em fieldset figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i img input ins kbd label legend li mark " +
  "meter nav ol optgroup option output p picture pre progress q s section select small source span strong sub summary " +
  "sup table tbody td textarea tfoot th thead time tr track u ul video wbr"
).split(" ");
const ADDRESSES = ["href", "src", "srcset", "action", "formaction", "poster", "data", "ping", "background"];
const WAYS_OUT = /^(#|\/(?![/\\])|https?:\/\/|mailto:|tel:|data:image\/(png|jpeg|gif|webp);)/;

/** Refuse a file that another than this application has made; `head` is what it holds, without the bytes of its files. */
export function check(head) {
  let isOurs = false;
  try {
    isOurs = head.drafts.every(isDraft);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // a part of it is missing, or is something else
  }
  if (!isOurs) throw new Told(FOREIGN);
}

function isDraft({ draft, base, bundle, changes, alerts, files, media }) {
  const { id, partnership } = draft;
  const notes = `/p/${partnership.slug}/walkabouts/notes`;
  const isWhole = [changes, alerts, files, media].every(Array.isArray) && typeof base.document === "object";
  const isOne = ID.test(id) && SLUG.test(partnership.slug) && bundle.partnership.slug === partnership.slug;
  const areLinks = [draft.links, bundle.links].every((links) => areOwn(links, notes, id));
  return isWhole && isOne && areLinks && alerts.every(({ url }) => isAlert(url, notes)) && pagesOf(bundle).every(isPage);
}

function areOwn(links, notes, id) {
  const areSending = SENDING.every((name) => links[name] === `${notes}/${id}/${name}`);
  const isHello = links.hello === undefined || links.hello === `${notes}/hello`;
  return areSending && isHello && isAlert(links.alert, notes) && SIGN_IN.test(links.sign_in ?? "/sign-in?next=");
}

function isAlert(url, notes) {
  return url.startsWith(`${notes}/alert/`) && KEY.test(url.slice(`${notes}/alert/`.length));
}

/** Every piece of HTML that the app puts into its screens. */
function pagesOf({ visit, urgent_html, disclosure_html, pages = [], worries = {} }) {
  const parts = pages.flatMap((page) => PAGE_PARTS.map((name) => page[name]));
  const stops = Object.values(worries).map((worry) => worry.html);
  return [visit.brief_html, urgent_html, disclosure_html, ...parts, ...stops].filter((html) => html !== undefined);
}

function isPage(html) {
  if (typeof html !== "string") return false;
  const { head, body } = new DOMParser().parseFromString(html, "text/html");
  return head.childNodes.length === 0 && [...body.querySelectorAll("*")].every(isElement);
}

function isElement(element) {
  return TAGS.includes(element.localName) && [...element.attributes].every(isAttribute);
}

function isAttribute({ name, value }) {
  if (name.startsWith("on") || name === "style" || name === "srcdoc") return false;
  return !ADDRESSES.includes(name) || WAYS_OUT.test(value);
}

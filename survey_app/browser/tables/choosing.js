// Choosing a forum, then a table; a table that is not there yet is opened by its number or name.
import { fill, part, partOf, putChildren, screenOf, show, slot } from "../visits/app_markup.js";
import { foldedName, plainName, standing } from "./standing.js";

const LARGEST = 500; // people at a table

/** The forums of these weeks, as the server told them last. */
export function forumsScreen(app) {
  const element = screenOf("forums");
  const show_ = async () => {
    const forums = (await app.store.fact("forums")) ?? [];
    putChildren(part(element, "forums"), forums.map(forumLine));
    show(element, { none: forums.length === 0 });
  };
  return { element, show: show_ };
}

function forumLine({ id, title, when, theme }) {
  const line = partOf("forum");
  fill(line, { title, when: `${when}. ${theme}` });
  slot(line, "title").href = `#/forum/${id}`;
  return line;
}

/** The tables of a forum. */
export function forumScreen(app, forum) {
  const element = screenOf("forum");
  const address = (key) => `#/forum/${forum}/table/${encodeURIComponent(key)}`;
  const show_ = async () => {
    const { state, changes } = await app.store.forum(forum);
    const { tables, points } = standing(state, changes);
    fill(element, { forum: state ? `${state.forum.title}, ${state.forum.when}` : "" });
    const lines = [...tables].map(([key, table]) => tableLine(table, points.filter((one) => one.table === key), address(key)));
    putChildren(part(element, "tables"), lines);
  };
  const opened = async (event) => {
    event.preventDefault();
    const name = plainName(element.querySelector("#table-name").value);
    const size = element.querySelector("#table-size").value.trim();
    const problem = problemWith(name, size) || ((await app.store.forum(forum)).state ? "" : NOT_HERE);
    fill(element, { problem });
    if (problem) return;
    await app.write(forum, { kind: "table", table: { id: null, name, size: size ? Number(size) : null } });
    window.location.hash = address(foldedName(name));
  };
  part(element, "new").addEventListener("submit", opened);
  return { element, show: show_ };
}

const NOT_HERE = "This forum is not on this device yet. Open it once with a network.";

function problemWith(name, size) {
  if (!name) return "Enter the number or name of the table.";
  const isNumber = /^\d+$/.test(size) && Number(size) >= 1 && Number(size) <= LARGEST;
  return size && !isNumber ? `Enter a number from 1 to ${LARGEST}, or leave it empty.` : "";
}

function tableLine({ name, size }, points, href) {
  const line = partOf("table");
  const people = size === 1 ? "1 person" : `${size} people`;
  const said = points.length === 1 ? "1 point" : `${points.length} points`;
  fill(line, { name, size: size ? people : "How many sit there is not noted", count: points.length ? said : "Nothing yet" });
  slot(line, "name").href = href;
  return line;
}

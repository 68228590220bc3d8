// How a discussion stands on this device: what the server has told, with what is still to be sent on top of it.

/** A table's name as it is compared; a number alone is a table's number. */
export function foldedName(name) {
  return plainName(name).toLowerCase();
}

export function plainName(name) {
  const plain = name.trim().replace(/\s+/g, " ");
  return /^\d+$/.test(plain) ? `Table ${plain}` : plain;
}

/**
 * @param {object} state  what the server told last, or null
 * @param {object[]} changes  what was written here since, in its order
 * @returns {{tables: Map<string, object>, points: object[]}}  tables by their folded names; points in their order
 */
export function standing(state, changes) {
  const tables = new Map();
  const keys = new Map();
  for (const table of state?.tables ?? []) {
    keys.set(table.id, foldedName(table.name));
    tables.set(foldedName(table.name), { ...table });
  }
  const points = new Map();
  for (const point of state?.points ?? []) {
    points.set(point.id, { ...point, table: keys.get(point.table) ?? "", isSaved: true, refused: "" });
  }
  for (const change of changes) apply(tables, keys, points, change);
  const listed = [...points.values()].sort((one, other) => one.position - other.position || (one.id < other.id ? -1 : 1));
  return { tables, points: listed };
}

function apply(tables, keys, points, change) {
  const table = keys.get(change.table.id) ?? foldedName(change.table.name);
  const known = tables.get(table) ?? { id: null, name: change.table.name, size: null };
  tables.set(table, { ...known, size: change.table.size ?? known.size });
  if (change.kind === "point") write(points, table, change);
  if (change.kind === "order") {
    change.ids.forEach((id, place) => points.has(id) && (points.get(id).position = place + 1));
  }
  if (change.kind === "decide") decide(points, change);
}

function write(points, table, change) {
  if (change.removed && !change.refused) {
    points.delete(change.id);
    return;
  }
  const { question, text, tone, quote, theme_id } = change;
  const before = points.get(change.id) ?? { revision: 0, position: 1e9 + change.number, beside: "", wall: "", telling: [] };
  points.set(change.id, {
    ...before, id: change.id, table, question, text, tone, quote, theme_id, isSaved: false, refused: change.refused ?? "",
    telling: before.text === text && before.quote === quote ? before.telling : [],
  });
}

function decide(points, { id, choice }) {
  const point = points.get(id);
  if (!point) return;
  if (choice === "this") points.delete(point.beside);
  if (choice === "other") points.delete(id);
  point.beside = "";
}

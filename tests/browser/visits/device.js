// What the tests use of the device's part, in one script for a page.
export { applyChange, conflictsAfter, sameAnswer, findEntry } from "../../../survey_app/browser/visits/merging.js";
export { openStore } from "../../../survey_app/browser/visits/store.js";
export { UPGRADES } from "../../../survey_app/browser/visits/store_database.js";
export { roomLeft } from "../../../survey_app/browser/visits/store_files.js";
export { CHANGE_TABLES, makeMessage, takeAnswer } from "../../../survey_app/browser/visits/store_changes.js";
export { Sync } from "../../../survey_app/browser/visits/sync.js";
export * as lifeboat from "../../../survey_app/browser/visits/lifeboat.js";

/** A bundle with just what the store looks at. */
export function bundleOf(id, document = {}, more = {}) {
  const notes = "/p/made-up/walkabouts/notes";
  return {
    format: 1,
    draft: { id, revision: 1, document },
    user: { id: 1, name: "A. Auditor (made up)" },
    partnership: { slug: "made-up", name: "Made-up partnership" },
    visit: { id: "v", title: "Visit to a made-up clinic", site: "Clinic", day: "2026-12-01", starts_at: "09:30" },
    links: {
      ...Object.fromEntries(["sync", "files", "send"].map((name) => [name, `${notes}/${id}/${name}`])),
      alert: `${notes}/alert/key-of-${id}`,
    },
    ...more,
  };
}

export const setOf = (path, value, was = null) => ({ op: "set", path, value, was });

/** A promise as what it came to. */
export async function outcomeOf(promise) {
  try {
    return { value: await promise };
  } catch (error) {
    return { error: error.message };
  }
}

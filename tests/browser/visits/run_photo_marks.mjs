// Says of each file named on a line whether it tells where it was taken, and whether it is a HEIC picture.
import { readFileSync } from "node:fs";
import { hasLocation, isHeic } from "../../../survey_app/browser/visits/photo_marks.js";

const found = process.argv.slice(2).map((name) => {
  const bytes = new Uint8Array(readFileSync(name));
  return [hasLocation(bytes), isHeic(bytes)];
});
process.stdout.write(JSON.stringify(found));

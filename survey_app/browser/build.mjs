// Builds what the browser is sent: `npm run build` writes survey_app/static/build/.
// The names carry a hash of the content, so that a browser may keep a file for ever; manifest.json maps the plain
// names ("main.js") to the real ones. Only the service worker keeps its name: the browser looks for a new one there,
// and it carries the list of the files that it keeps for work without a network. Nothing here needs the network.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "esbuild";
import { compile } from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "..");
const statics = join(here, "..", "static");
const target = join(statics, "build");

const WORKER = "service_worker.js";
// What the apps on the device are made of, for visits and for the door of a forum; the worker keeps it.
const APP_FILES = ["visits.js", "door.js", "tables.js", "styles.css"];
const APP_PICTURES = ["icon.svg", "icon-180.png", "icon-192.png", "icon-512.png", "icon-maskable-512.png"];

// None of these may reach a page: we are not GOV.UK, and its licence keeps crown, crest and typeface to GOV.UK.
const BRANDING = ["govuk-crest", "govuk-crown", "GDS Transport"];

async function bundleScript(entry, { format = "esm", define = {} } = {}) {
  const result = await build({
    entryPoints: [join(here, entry)],
    bundle: true,
    minify: true,
    format,
    target: "es2021",
    legalComments: "none",
    write: false,
    logLevel: "warning",
    define: { "process.env.NODE_ENV": '"production"', ...define },
  });
  return result.outputFiles[0].text;
}

function compileStyles() {
  return compile(join(here, "styles.scss"), {
    style: "compressed",
    loadPaths: [join(root, "node_modules", "govuk-frontend", "dist")],
    quietDeps: true,
  }).css;
}

function hashOf(content) {
  return createHash("sha256").update(content).digest("hex").slice(0, 10);
}

function hashedName(name, content) {
  return name.replace(/(\.[a-z]+)$/, `-${hashOf(content)}$1`);
}

function refuseBranding(name, content) {
  const found = BRANDING.filter((mark) => content.includes(mark));
  if (found.length > 0) {
    throw new Error(`${name} contains GOV.UK branding (${found.join(", ")}); leave that component out.`);
  }
}

/** The files that the worker keeps: a hashed name needs no revision, the others carry one. */
function keptFiles(manifest) {
  const built = APP_FILES.map((name) => ({ url: `/static/build/${manifest[name]}`, revision: null }));
  const pictures = APP_PICTURES.map((name) => ({
    url: `/static/${name}`,
    revision: hashOf(readFileSync(join(statics, name))),
  }));
  return [...built, ...pictures];
}

// Written compressed as well: the server (WhiteNoise) sends what lies beside a file to browsers that take it so.
const COMPRESSED = new Map([[".br", brotliCompressSync], [".gz", (content) => gzipSync(content, { level: 9 })]]);

function write(name, content) {
  refuseBranding(name, content);
  writeFileSync(join(target, name), content);
  for (const [ending, compress] of COMPRESSED) writeFileSync(join(target, `${name}${ending}`), compress(content));
  console.log(`${name}  ${Math.round(content.length / 1024)} KiB`);
}

const files = {
  "main.js": await bundleScript("main.js"),
  "visits.js": await bundleScript("visits/app.js"),
  "door.js": await bundleScript("door/app.js"),
  "tables.js": await bundleScript("tables/app.js"),
  "wall.js": await bundleScript("tables/wall.js"),
  "styles.css": compileStyles(),
};
const manifest = {};
mkdirSync(target, { recursive: true });
for (const [name, content] of Object.entries(files)) {
  manifest[name] = hashedName(name, content);
  write(manifest[name], content);
}
const define = { KEPT_FILES: JSON.stringify(keptFiles(manifest)) };
write(WORKER, await bundleScript(WORKER, { format: "iife", define }));
// After the files that it names and before the old ones go, so that a running server never misses one.
writeFileSync(join(target, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);

const current = new Set([...Object.values(manifest), WORKER, "manifest.json"]);
for (const name of readdirSync(target)) {
  if (!current.has(name.replace(/\.(br|gz)$/, ""))) {
    rmSync(join(target, name));
  }
}

// Builds what the browser is sent: `npm run build` writes survey_app/static/build/.
// The names carry a hash of the content, so that a browser may keep a file for ever; manifest.json maps the plain
// names ("main.js") to the real ones. Nothing here needs the network.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { compile } from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "..");
const target = join(here, "..", "static", "build");

// None of these may reach a page: we are not GOV.UK, and its licence keeps crown, crest and typeface to GOV.UK.
const BRANDING = ["govuk-crest", "govuk-crown", "GDS Transport"];

async function bundleScript() {
  const result = await build({
    entryPoints: [join(here, "main.js")],
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2021",
    legalComments: "none",
    write: false,
    logLevel: "warning",
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

function hashedName(name, content) {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 10);
  return name.replace(/(\.[a-z]+)$/, `-${hash}$1`);
}

function refuseBranding(name, content) {
  const found = BRANDING.filter((mark) => content.includes(mark));
  if (found.length > 0) {
    throw new Error(`${name} contains GOV.UK branding (${found.join(", ")}); leave that component out.`);
  }
}

const files = { "main.js": await bundleScript(), "styles.css": compileStyles() };
const manifest = {};
mkdirSync(target, { recursive: true });
for (const [name, content] of Object.entries(files)) {
  refuseBranding(name, content);
  manifest[name] = hashedName(name, content);
  writeFileSync(join(target, manifest[name]), content);
  console.log(`${manifest[name]}  ${Math.round(content.length / 1024)} KiB`);
}
// After the files that it names and before the old ones go, so that a running server never misses one.
writeFileSync(join(target, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);

const current = new Set([...Object.values(manifest), "manifest.json"]);
for (const name of readdirSync(target)) {
  if (!current.has(name)) {
    rmSync(join(target, name));
  }
}

// The page as a single file, created before any test runs.
import { execFileSync } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The path of the file. */
export const SINGLE = path.join(root, "release", "trailglass.html");

/** Returns whether a test runs on the single file: pass the fixture `baseURL`. */
export const isSingle = (baseURL) => baseURL.startsWith("file:");

export default function makeSingle() {
  execFileSync(process.execPath, ["scripts/single", "--to", SINGLE], { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
}

// The page as one file, made before any test runs.
import { execFileSync } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Where it is. */
export const SINGLE = path.join(root, "release", "trailglass.html");

/** Whether a test is running in it: pass the fixture `baseURL`. */
export const isSingle = (baseURL) => baseURL.startsWith("file:");

export default function makeSingle() {
  execFileSync(process.execPath, ["scripts/single", "--to", SINGLE], { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
}

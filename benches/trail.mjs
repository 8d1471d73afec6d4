// The generated trail that the benchmarks read, and formatting of their figures.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";

/** Returns all files below a folder. */
export function files(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

/** Returns the files that contain events. */
export function logs(paths) {
  return paths.filter((path) => path.endsWith(".json.gz") && !path.includes("Digest"));
}

/** Generates a trail unless it exists. */
export function generate(folder, ...options) {
  if (existsSync(folder)) return;
  mkdirSync("bench-data", { recursive: true });
  const result = spawnSync("target/release/sample-trail", [...options, "--out", folder], { stdio: "inherit" });
  if (result.status !== 0) {
    rmSync(folder, { recursive: true, force: true });
    throw new Error(`sample-trail failed: ${result.error ?? result.status}`);
  }
}

export const now = () => Number(process.hrtime.bigint()) / 1e6;
export const seconds = (millis) => `${(millis / 1000).toFixed(2)} s`;
export const median = (values) => percentile(values, 0.5);
export const percentile = (values, share) => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
};

/** Describes the machine. */
export const machine = () => `${cpus().length} cores of ${cpus()[0].model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB`;

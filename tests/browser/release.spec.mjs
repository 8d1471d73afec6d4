// The release: the archive contains the site and nothing else, the sums match the files, and the
// same page gives the same bytes.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { inflateRawSync } from "node:zlib";
import { expect, test } from "@playwright/test";
import { DIST, builtFiles } from "./host.mjs";
import { isSingle } from "./single.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Returns the files of an archive, as listed in its directory. */
function unzipped(archive) {
  const files = new Map();
  const end = archive.lastIndexOf("PK\x05\x06", undefined, "latin1");
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left--) {
    const [length, extra, comment] = [28, 30, 32].map((offset) => archive.readUInt16LE(at + offset));
    const name = archive.toString("utf8", at + 46, at + 46 + length);
    const local = archive.readUInt32LE(at + 42);
    const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    files.set(name, inflateRawSync(archive.subarray(start, start + archive.readUInt32LE(at + 20))));
    at += 46 + length + extra + comment;
  }
  return files;
}

test("a release is the one file, the site and their sums, byte for byte the same again", async ({ baseURL }, info) => {
  test.skip(isSingle(baseURL), "no page is opened; once is enough");
  const made = ["once", "again"].map((name) => {
    const folder = info.outputPath(name);
    execFileSync(process.execPath, [path.join(ROOT, "scripts", "release"), "--to", folder], {
      env: { ...process.env, SOURCE_DATE_EPOCH: "1735689600" },
    });
    return Object.fromEntries(fs.readdirSync(folder).map((file) => [file, fs.readFileSync(path.join(folder, file))]));
  });
  const sum = (content) => createHash("sha256").update(content).digest("hex");
  const sums = (files) => Object.entries(files).map(([name, content]) => [name, sum(content)]);
  expect(sums(made[1])).toEqual(sums(made[0]));

  const { SHA256SUMS, ...files } = made[0];
  const [archive, single] = Object.keys(files).sort();
  expect(single).toMatch(/^trailglass-[\d.]+\.html$/);
  expect(archive).toMatch(/^trailglass-[\d.]+-site\.zip$/);
  expect(SHA256SUMS.toString()).toBe([single, archive].map((name) => `${sum(files[name])}  ${name}\n`).join(""));

  const folder = single.replace(".html", "");
  const packed = unzipped(files[archive]);
  const expected = builtFiles().map((name) => `${folder}/${name}`);
  expect([...packed.keys()].sort()).toEqual([...expected, `${folder}/LICENSE`].sort());
  for (const name of builtFiles()) {
    expect(packed.get(`${folder}/${name}`).equals(fs.readFileSync(path.join(DIST, name))), name).toBe(true);
  }
});

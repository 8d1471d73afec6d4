// A static host for tests: records its requests, can switch to another build, and can go offline.
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the built page. */
export const DIST = fileURLToPath(new URL("../../dist", import.meta.url));

/** Returns the names of its files. Trunk leaves hidden ones behind when a build fails. */
export const builtFiles = () => fs.readdirSync(DIST).filter((name) => !name.startsWith("."));

const TYPES = {
  ".css": "text/css",
  ".html": "text/html",
  ".js": "text/javascript",
  ".png": "image/png",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
};
// The types that every host knows. A plain host serves the others as bytes.
const PLAIN = new Set([".css", ".html", ".js", ".png"]);

export class Host {
  /** Serves `folder` below `under`; `plain` hosts know few types. */
  constructor(folder, { under = "/", plain = false } = {}) {
    this.folder = folder;
    this.under = under;
    this.plain = plain;
    /** Every requested path, relative to `under`. */
    this.asked = [];
    this.server = http.createServer((request, response) => this.answer(request, response));
  }

  async open() {
    await new Promise((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    this.address = `http://127.0.0.1:${this.server.address().port}${this.under}`;
    return this;
  }

  answer(request, response) {
    const { pathname } = new URL(request.url, "http://localhost");
    const name = pathname.startsWith(this.under) ? pathname.slice(this.under.length) : null;
    this.asked.push(name ?? pathname);
    const file = name !== null && path.join(this.folder, name || "index.html");
    if (!file || !fs.existsSync(file) || !fs.statSync(file).isFile()) {
      response.writeHead(404).end();
      return;
    }
    const ending = path.extname(file);
    const known = this.plain && !PLAIN.has(ending) ? null : TYPES[ending];
    response.writeHead(200, { "Content-Type": known ?? "application/octet-stream" });
    response.end(fs.readFileSync(file));
  }

  async close() {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

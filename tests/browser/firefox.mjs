// Firefox, driven by a test over its own WebDriver BiDi on a WebSocket. Elements are found by role
// and name here, too.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

const PATIENCE_MILLIS = 60_000;

export class Firefox {
  /** Starts Firefox with a new profile. */
  static async open(binary) {
    const firefox = new Firefox();
    firefox.profile = fs.mkdtempSync(path.join(os.tmpdir(), "trailglass-firefox-"));
    firefox.process = spawn(binary, ["--headless", "--no-remote", "--profile", firefox.profile, "--remote-debugging-port", "0"], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    const address = await new Promise((resolve, reject) => {
      let said = "";
      firefox.process.stderr.on("data", (data) => {
        said += data;
        const found = said.match(/WebDriver BiDi listening on (ws:\/\/\S+)/);
        if (found) resolve(found[1]);
      });
      firefox.process.on("exit", (code) => reject(new Error(`${binary} ended with ${code}: ${said}`)));
    });
    firefox.socket = new WebSocket(`${address}/session`);
    await new Promise((resolve, reject) => {
      firefox.socket.onopen = resolve;
      firefox.socket.onerror = () => reject(new Error(`nothing listens on ${address}`));
    });
    firefox.socket.onmessage = ({ data }) => firefox.hear(JSON.parse(data));
    const { capabilities } = await firefox.send("session.new", { capabilities: {} });
    firefox.version = capabilities.browserVersion;
    await firefox.send("session.subscribe", { events: ["log.entryAdded", "network.beforeRequestSent"] });
    const { contexts } = await firefox.send("browsingContext.getTree");
    firefox.context = contexts[0].context;
    await firefox.send("browsingContext.setViewport", { context: firefox.context, viewport: { width: 1440, height: 900 } });
    return firefox;
  }

  constructor() {
    this.asked = 0;
    this.waiting = new Map();
    /** Errors on the console, and every requested address. */
    this.complaints = [];
    this.requests = [];
  }

  hear({ id, type, result, error, message, method, params }) {
    if (type === "event") {
      if (method === "log.entryAdded" && params.level === "error") this.complaints.push(params.text);
      if (method === "network.beforeRequestSent") this.requests.push(params.request.url);
      return;
    }
    const { resolve, reject } = this.waiting.get(id);
    this.waiting.delete(id);
    if (type === "success") resolve(result);
    else reject(new Error(`${error}: ${message}`));
  }

  send(method, params = {}) {
    const id = ++this.asked;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.socket.send(JSON.stringify({ id, method, params }));
    });
  }

  async goto(url) {
    await this.send("browsingContext.navigate", { context: this.context, url, wait: "complete" });
  }

  /** Returns the result of `look` as soon as it is truthy. */
  async until(what, look) {
    const end = Date.now() + PATIENCE_MILLIS;
    for (;;) {
      const found = await look();
      if (found) return found;
      if (Date.now() > end) throw new Error(`in vain waited for ${what}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** Returns the first element with this role and name, as soon as there is one. */
  async find(role, name) {
    const locator = { type: "accessibility", value: { role, name } };
    return this.until(`${role} “${name}”`, async () => {
      const { nodes } = await this.send("browsingContext.locateNodes", { context: this.context, locator, maxNodeCount: 1 });
      return nodes[0];
    });
  }

  /** Runs a function of text, number and list arguments in the page. */
  async evaluate(work, ...values) {
    const { type, result, exceptionDetails } = await this.send("script.callFunction", {
      functionDeclaration: `async (values) => JSON.stringify(await (${work})(...JSON.parse(values)))`,
      arguments: [{ type: "string", value: JSON.stringify(values) }],
      target: { context: this.context },
      awaitPromise: true,
    });
    assert.equal(type, "success", exceptionDetails?.text);
    return result.type === "undefined" ? undefined : JSON.parse(result.value);
  }

  async click({ sharedId }) {
    const origin = { type: "element", element: { sharedId } };
    const steps = [{ type: "pointerMove", x: 0, y: 0, origin }, { type: "pointerDown", button: 0 }, { type: "pointerUp", button: 0 }];
    await this.send("input.performActions", { context: this.context, actions: [{ type: "pointer", id: "mouse", actions: steps }] });
  }

  async type(text) {
    const steps = [...text].flatMap((value) => [{ type: "keyDown", value }, { type: "keyUp", value }]);
    await this.send("input.performActions", { context: this.context, actions: [{ type: "key", id: "keys", actions: steps }] });
  }

  /** Chooses files in an `input[type=file]`. */
  async choose({ sharedId }, files) {
    await this.send("input.setFiles", { context: this.context, element: { sharedId }, files });
  }

  async screenshot(file) {
    const { data } = await this.send("browsingContext.captureScreenshot", { context: this.context });
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, Buffer.from(data, "base64"));
  }

  async close() {
    const ended = new Promise((resolve) => this.process.once("exit", resolve));
    this.process.removeAllListeners("exit");
    this.process.once("exit", () => {});
    if (this.socket?.readyState === 1) await this.send("browser.close").catch(() => {});
    else this.process.kill();
    this.socket?.close();
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 5000))]);
    this.process.kill();
    fs.rmSync(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

// Starts the page. index.html shows the page as it is before any file is read (static/first-paint.html);
// this script then requests all parts at once, so that no request remains for later, and passes on
// what the user did in the meantime. Shows a message if a part is missing, if the page cannot start,
// and if it crashes.
//
// The parts are files beside the page, named in the attributes of this script's element; in the
// single file that scripts/single creates, they are embedded in the page.
//
// The page takes the worker's code from `trailglassWorker`, a promise of { script, module }: the
// script's text goes into the blob that each worker starts from; all workers share the compiled
// module.
"use strict";

// Applies the theme that was chosen last before anything is drawn: a dark page must not start with
// a white flash. See src/page/app/theme.rs.
try {
  const theme = localStorage.getItem("trailglass:theme");
  if (theme === "light" || theme === "dark") document.documentElement.style.colorScheme = theme;
} catch {
  // Storage may be forbidden; the page then uses the system's theme.
}

// A module with one function, which creates a vector from a zero.
const WITH_SIMD = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0], // WebAssembly, version 1
  ...[1, 5, 1, 96, 0, 1, 123], // a type: nothing -> v128
  ...[3, 2, 1, 0], // a function of that type
  ...[10, 8, 1, 6, 0, 65, 0, 253, 15, 11], // i32.const 0, i8x16.splat
);

/** A failure with a message for the user. */
class Stopped extends Error {
  constructor(title, message) {
    super(message);
    this.title = title;
  }
}

function say(title, ...lines) {
  const place = document.getElementById("boot");
  // The first failure explains the later ones.
  if (!place.hidden) return;
  const heading = document.createElement("h1");
  heading.textContent = title;
  place.replaceChildren(heading);
  for (const line of lines.filter(Boolean)) {
    const paragraph = document.createElement("p");
    paragraph.textContent = line;
    place.append(paragraph);
  }
  place.className = "boot";
  place.setAttribute("role", "alert");
  place.hidden = false;
}

function stop(error) {
  if (error instanceof Stopped) say(error.title, error.message);
  else say("Trailglass could not start", String(error?.message ?? error), "Reload the page to try again.");
}

async function fetched(address, integrity, priority = "auto") {
  const url = new URL(address, document.baseURI);
  const name = url.pathname.split("/").pop();
  let response;
  try {
    response = await fetch(url, { priority, ...(integrity && { integrity }) });
  } catch (error) {
    throw new Stopped(
      "A part of Trailglass did not arrive",
      `${name}: ${error.message}. Check the connection and reload; if this stays, this copy of Trailglass is damaged.`,
    );
  }
  if (!response.ok) {
    throw new Stopped(
      "A part of Trailglass is missing",
      `${name}: the server answered ${response.status} ${response.statusText}. This copy of Trailglass is incomplete.`,
    );
  }
  return response;
}

async function compiled(address, integrity, priority) {
  const response = await fetched(address, integrity, priority);
  // Some static hosts do not know the type, which streaming requires.
  return response.headers.get("Content-Type")?.startsWith("application/wasm")
    ? WebAssembly.compileStreaming(response)
    : WebAssembly.compile(await response.arrayBuffer());
}

/** Loads the parts from files beside the page. */
function beside(parts) {
  if (location.protocol === "file:") {
    throw new Stopped(
      "Trailglass was opened as a file",
      "Browsers load this page only from a web address. Take the one file, trailglass.html, which opens from a " +
        "disk, too; or serve this folder, for example with “python3 -m http.server 8080”, and open " +
        "http://localhost:8080. Nothing is uploaded.",
    );
  }
  return {
    bindings: import(new URL(parts.pageJs, document.baseURI)),
    pageModule: compiled(parts.pageWasm, parts.pageWasmSeal),
    // The page can be used before its workers have started: files wait for them.
    workerScript: fetched(parts.workerJs, parts.workerJsSeal, "low").then((response) => response.text()),
    workerModule: compiled(parts.workerWasm, parts.workerWasmSeal, "low"),
  };
}

/** Unpacks the parts that are embedded in the page, gzipped and in base64. The page's own script
 * has run before. */
function inside() {
  const unpacked = (name, type) => {
    const element = document.querySelector(`script[data-part="${name}"]`);
    const bytes = Uint8Array.from(atob(element.textContent), (letter) => letter.charCodeAt(0));
    // Several megabytes of text that are not needed again.
    element.remove();
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream, { headers: { "Content-Type": type } });
  };
  return {
    workerScript: unpacked("worker.js", "text/javascript").text(),
    workerModule: WebAssembly.compileStreaming(unpacked("worker.wasm", "application/wasm")),
    bindings: globalThis.trailglassPage,
    pageModule: WebAssembly.compileStreaming(unpacked("page.wasm", "application/wasm")),
  };
}

/** Waits until the browser has drawn the page; it draws none in a hidden tab. */
const painted = () =>
  new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve));
    setTimeout(resolve, 100);
  });

const CONTROLS = "button, input, [tabindex]";

/** Returns a function that finds the same control on the page: of the same kind and name, and of
 * several, the one in the same place. */
function counterpart(control) {
  const key = (of) => [of.tagName, of.type, of.title, of.getAttribute("aria-label"), (of.closest("label") ?? of).textContent].join();
  const alike = () => [...document.querySelectorAll(CONTROLS)].filter((other) => key(other) === key(control));
  const index = alike().indexOf(control);
  return () => alike()[index];
}

/** Says that what the user did is not lost. */
function sayLater() {
  const place = document.querySelector("#page .welcome__drop");
  if (!place || place.querySelector("[role=status]")) return;
  const line = document.createElement("p");
  line.className = "welcome__waiting";
  line.setAttribute("role", "status");
  line.textContent = "Trailglass is still loading, and will do this as soon as it has started";
  place.append(line);
}

/** Keeps what the user does until the page can do it; returns a function that then does it. */
function keepEarly() {
  const ending = new AbortController();
  const early = [];
  const keep = (act) => {
    if (ending.signal.aborted) return act();
    sayLater();
    return early.push(act);
  };
  const on = (name, handle) => addEventListener(name, handle, { capture: true, signal: ending.signal });
  on("dragover", (event) => event.preventDefault());
  on("drop", (event) => {
    event.preventDefault();
    // The items are gone after the event; the page takes them in each form that the browser has.
    const items = [...event.dataTransfer.items].filter(({ kind }) => kind === "file");
    const dropped = items.map((item) => ({
      handle: item.getAsFileSystemHandle?.(),
      entry: item.webkitGetAsEntry?.(),
      file: item.getAsFile(),
    }));
    if (dropped.length > 0) keep(() => dispatchEvent(new CustomEvent("trailglass-dropped", { detail: dropped })));
  });
  on("click", ({ target }) => {
    const control = target.closest?.("button, input[type=radio]");
    if (!control) return;
    const find = counterpart(control);
    keep(() => find()?.click());
  });
  // A dialog that was opened early may be answered after the page has taken over.
  for (const input of document.querySelectorAll("#page input[type=file]")) {
    const find = counterpart(input);
    input.addEventListener("change", () =>
      keep(() => {
        const other = find();
        other.files = input.files;
        other.dispatchEvent(new Event("change", { bubbles: true }));
      }),
    );
  }
  return () => {
    ending.abort();
    for (const act of early) act();
  };
}

/** Waits until the page has drawn itself in place of the first drawing. */
async function takeOver() {
  const first = document.querySelector("#page > *");
  const place = document.getElementById("page");
  const focused = first?.contains(document.activeElement) && counterpart(document.activeElement);
  await new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      if (first?.isConnected || !place.firstElementChild) return;
      observer.disconnect();
      resolve();
    });
    observer.observe(place, { childList: true });
  });
  if (focused) focused()?.focus();
  // The page adds its listeners after its drawing.
  await new Promise((resolve) => setTimeout(resolve));
}

/** Checks the choices of earlier visits in the first drawing. */
function checkChoices() {
  for (const input of document.querySelectorAll("#page input[type=radio]")) {
    try {
      if (localStorage.getItem(input.name) === input.value) input.checked = true;
    } catch {
      // Storage may be forbidden.
    }
  }
}

async function start() {
  checkChoices();
  if (typeof WebAssembly !== "object") {
    throw new Stopped(
      "This browser does not run WebAssembly",
      "Trailglass reads logs with it. Use a current Firefox, Chrome, Edge or Safari, " +
        "and check that a policy or a lockdown mode does not switch WebAssembly off.",
    );
  }
  if (!WebAssembly.validate(WITH_SIMD)) {
    throw new Stopped(
      "This browser is too old for Trailglass",
      "It runs WebAssembly, but not its SIMD instructions, by which logs are read and hashed. " +
        "Firefox 89, Chrome 91, Edge 91, Safari 16.4 and everything since have them.",
    );
  }
  const doEarly = keepEarly();
  await painted();
  const named = document.querySelector("script[data-page-js]")?.dataset;
  const parts = named ? beside(named) : inside();
  const worker = Promise.all([parts.workerScript, parts.workerModule]).then(([script, module]) => ({ script, module }));
  worker.catch(stop);
  globalThis.trailglassWorker = worker;

  const [bindings, module] = await Promise.all([parts.bindings, parts.pageModule]);
  const taken = takeOver();
  await bindings.default({ module_or_path: module });
  await taken;
  doEarly();
  // All parts have arrived: only now may they be stored for a start without network.
  await worker;
  if (named) await keep();
}

/** Registers the service worker, which stores the page's files, if the browser supports it: not
 * over plain http, nor in some private windows. */
async function keep() {
  try {
    await navigator.serviceWorker?.register(new URL("service-worker.js", document.baseURI));
  } catch {
    // The page then needs the network to start, like any other page.
  }
}

function stopByFault(what) {
  say(
    "Trailglass stopped by a fault of its own",
    what,
    "Your files are unchanged. Reload the page to start again, and please report the line above.",
  );
}

/** Returns whether an error ended the page's WebAssembly: a trap (memory access out of bounds,
 * out of memory), or a stack overflow. */
const isTrap = (error) =>
  error instanceof WebAssembly.RuntimeError ||
  ((error instanceof RangeError || error?.name === "InternalError") && /wasm/i.test(String(error.stack)));

// Dispatched by the page's panic hook before the module stops.
addEventListener("trailglass-stopped", (event) => stopByFault(event.detail));
// A trap runs no hook: only its exception shows it. The exception of a panic arrives after the
// hook's message, which stays.
addEventListener("error", (event) => {
  if (isTrap(event.error)) stopByFault(`WebAssembly stopped: ${event.error.message}`);
});
addEventListener("unhandledrejection", (event) => {
  if (isTrap(event.reason)) stopByFault(`WebAssembly stopped: ${event.reason.message}`);
});

// This script runs before the page's elements, so that the theme applies to their first drawing.
if (document.readyState === "loading") addEventListener("DOMContentLoaded", () => start().catch(stop));
else start().catch(stop);

//! The workers' code, which `static/boot.js` fetched before the page started.

use js_sys::{Array, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, Url};

/// The last lines of a worker's script. They wait for the module and the port, and pass the port to
/// the binary's `serve`. A failure to start is reported like a panic; so is an unhandled rejection,
/// which the browser would not report to the page.
const BOOTSTRAP: &str = "
self.addEventListener('unhandledrejection', ({ reason }) => self.postMessage(String(reason)));
self.onmessage = async ({ data: [module, port] }) => {
  try {
    await wasm_bindgen({ module_or_path: module });
    wasm_bindgen.serve(port);
  } catch (error) {
    self.postMessage(String(error));
  }
};
";

/// The code that a worker starts from.
///
/// The script's text goes into a blob, because a worker started from a blob inherits the page's
/// Content-Security-Policy and one started from a URL does not. A worker can also be restarted from
/// a blob without a request, even offline.
#[derive(Clone, Debug)]
pub struct WorkerCode {
    /// The URL of the blob. It is valid as long as the page is open.
    pub script_url: String,
    /// The module, compiled once for all workers.
    pub module: JsValue,
}

/// Waits for the code.
///
/// # Errors
///
/// If it did not arrive, with the message; `static/boot.js` has then shown it to the user.
pub async fn arrive() -> Result<WorkerCode, String> {
    load().await.map_err(|error| {
        error.dyn_ref::<js_sys::Error>().map_or_else(|| format!("{error:?}"), |error| error.message().into())
    })
}

async fn load() -> Result<WorkerCode, JsValue> {
    let promise = Reflect::get(&js_sys::global(), &"trailglassWorker".into())?.dyn_into::<Promise>()?;
    let code = JsFuture::from(promise).await?;
    let script = Reflect::get(&code, &"script".into())?;
    let module = Reflect::get(&code, &"module".into())?;
    let kind = BlobPropertyBag::new();
    kind.set_type("text/javascript");
    let blob = Blob::new_with_str_sequence_and_options(&Array::of2(&script, &BOOTSTRAP.into()), &kind)?;
    Ok(WorkerCode { script_url: Url::create_object_url_with_blob(&blob)?, module })
}

// The page's side of the service worker: registering it, keeping this page for work without a network, new versions.

const PATIENCE = 20_000; // milliseconds to wait for the worker's answer

/**
 * Register the worker.
 *
 * @param {{onUpdate?: (apply: () => Promise<void>) => void}} options
 *   `onUpdate` is told when a new version waits; `apply()` lets it take over, and resolves when the page may be loaded
 *   anew. Nothing else makes it take over while a page of the app is open.
 */
export async function startWorker({ onUpdate = () => {} } = {}) {
  const container = navigator.serviceWorker;
  if (!container) return null;
  const options = { scope: "/", updateViaCache: "none" };
  const registration = await container.register("/service-worker.js", options).catch(() => null);
  if (!registration) return null; // a private window, or a browser that was told to keep nothing
  const tell = () => registration.waiting && container.controller && onUpdate(() => takeOver(registration, container));
  tell();
  registration.addEventListener("updatefound", () => {
    registration.installing?.addEventListener("statechange", tell);
  });
  return registration;
}

function takeOver(registration, container) {
  return new Promise((resolve) => {
    container.addEventListener("controllerchange", () => resolve(), { once: true });
    registration.waiting.postMessage({ type: "SKIP_WAITING" });
  });
}

/**
 * Whether the app at this path opens without a network from now on; the worker fetches it if need be.
 *
 * False where the browser has no workers, or no worker is registered.
 */
export async function keepApp(path) {
  const registration = await navigator.serviceWorker?.getRegistration("/");
  if (!registration) return false;
  const { active } = await within(navigator.serviceWorker.ready, { active: null });
  if (!active) return false;
  const { port1, port2 } = new MessageChannel();
  const answered = new Promise((resolve) => {
    port1.onmessage = (event) => resolve(event.data.kept);
  });
  active.postMessage({ type: "KEEP", path }, [port2]);
  return within(answered, false);
}

function within(promise, otherwise) {
  return Promise.race([promise, new Promise((resolve) => setTimeout(resolve, PATIENCE, otherwise))]);
}

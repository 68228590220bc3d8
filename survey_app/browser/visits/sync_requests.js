// Requests to the server, and what their answers mean: there, not to be reached, signed out, or refused.

const PATIENCE = 60_000; // milliseconds for an answer
const PATIENCE_WITH_FILES = 300_000;

/** There is no connection, or the server is busy or down: to be tried again. `wait` is in seconds, if it said so. */
export class Unreachable extends Error {
  constructor(message, { wait = 0, answered = false } = {}) {
    super(message);
    this.wait = wait;
    this.answered = answered; // by the server, which is in trouble itself
  }
}

/** The sign-in has run out, or there was none. */
export class SignedOut extends Error {}

export class Requests {
  constructor(fetch) {
    this.fetch = fetch;
    this.greetings = new Map(); // partnership → what /hello said
    this.person = null; // who was signed in when the server was asked last
    this.answers = 0;
    this.offset = 0; // milliseconds by which the server's clock is before this device's
  }

  /** Who is signed in, their visits, and the key against forged requests. */
  async hello(slug) {
    const begun = Date.now();
    const { status, answer } = await this.send(`/p/${encodeURIComponent(slug)}/walkabouts/notes/hello`, {});
    const isGreeting = status === 200 && typeof answer.csrf === "string";
    if (!isGreeting) throw new Unreachable(answer.error ?? "", { answered: true });
    const serverTime = Date.parse(answer.server_time);
    if (serverTime) this.offset = Math.round(serverTime - (begun + Date.now()) / 2);
    this.greetings.set(slug, answer);
    if (answer.user && answer.user.id !== this.person?.id) this.person = answer.user;
    return answer;
  }

  /** Who is signed in, as far as is known without asking again. */
  async greeting(slug) {
    return this.greetings.get(slug) ?? this.hello(slug);
  }

  get(url) {
    return this.send(url, {});
  }

  /** Post JSON, or a form with a file, for somebody who is signed in. */
  async post(slug, url, body) {
    const { csrf, user } = await this.greeting(slug);
    const answered = await this._post(url, body, csrf);
    if (answered.status !== 400 || answered.answer.reason !== "csrf") return answered;
    const anew = await this.hello(slug); // the sign-in is a new one
    if (anew.user?.id !== user?.id) throw new Unreachable("", { answered: true }); // and somebody else’s
    return this._post(url, body, anew.csrf);
  }

  /** Post JSON without a sign-in. */
  postOpenly(url, body) {
    return this._post(url, body, null);
  }

  _post(url, body, csrf) {
    const isForm = body instanceof FormData;
    const headers = { ...(!isForm && { "Content-Type": "application/json" }), ...(csrf && { "X-CSRFToken": csrf }) };
    return this.send(url, { method: "POST", headers, body: isForm ? body : JSON.stringify(body) });
  }

  /** One request; {status, answer} for what the server itself said. */
  async send(url, options) {
    const patience = options.body instanceof FormData ? PATIENCE_WITH_FILES : PATIENCE;
    const response = await this._reach(url, options, patience);
    if (response.status === 401) {
      this.greetings.clear();
      throw new SignedOut();
    }
    const answer = await readJson(response);
    if (response.status >= 500 || response.status === 429 || answer === null) {
      const wait = Number(response.headers.get("Retry-After")) || 0;
      throw new Unreachable(answer?.error ?? "", { wait, answered: answer !== null });
    }
    this.answers += 1;
    return { status: response.status, answer };
  }

  async _reach(url, options, patience) {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), patience);
    const headers = { Accept: "application/json", ...options.headers };
    // A redirect is a sign-in page of some other network, never an answer.
    const fixed = { credentials: "same-origin", redirect: "error", cache: "no-store", signal: abort.signal };
    try {
      const response = await this.fetch(url, { ...options, ...fixed, headers });
      return new Response(await response.arrayBuffer().then((bytes) => (bytes.byteLength ? bytes : null)), {
        status: response.status,
        headers: response.headers,
      });
    } catch {
      throw new Unreachable("");
    } finally {
      clearTimeout(timer);
    }
  }
}

async function readJson(response) {
  try {
    const answer = await response.json();
    return typeof answer === "object" && answer !== null ? answer : null;
  } catch {
    return null; // a page of some other network, or half an answer
  }
}

// A network between sync.js and the real server that does everything a network can do to a request.

export const FAULTS = [
  "request lost", "answer lost", "delayed", "sent twice", "again much later", "500 before", "500 after", "half an answer",
  "page of another network", "old token", "busy",
];

/** Chance that is the same for the same seed (mulberry32). */
export function chanceOf(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  return {
    next,
    below: (count) => Math.floor(next() * count),
    of: (list) => list[Math.floor(next() * list.length)],
    is: (share) => next() < share,
  };
}

export class Network {
  /** `share` of the requests meet a fault, while `isFaulty`; `late` are requests that arrive a second time. */
  constructor(chance, share) {
    Object.assign(this, { chance, share, isFaulty: true, late: [], met: {}, requests: 0 });
  }

  /** The fetch of one tab; `tab.isDead` and `tab.isSignedOut` are looked at when a request is made. */
  fetchOf(tab) {
    return async (url, options = {}) => {
      if (tab.isDead) throw new TypeError("the page is gone");
      const given = tab.isSignedOut ? { ...options, credentials: "omit" } : options;
      const reach = () => {
        this.requests += 1;
        return fetch(url, given);
      };
      const fault = this.isFaulty && this.chance.is(this.share) ? this.chance.of(FAULTS) : "";
      if (fault) this.met[fault] = (this.met[fault] ?? 0) + 1;
      const response = await this._meet(fault, reach, url, given);
      if (tab.isDead) throw new TypeError("the page is gone");
      return response;
    };
  }

  async _meet(fault, reach, url, options) {
    const json = { headers: { "Content-Type": "application/json" } };
    if (fault === "request lost") throw new TypeError("lost");
    if (fault === "500 before") return new Response('{"error": "a fault"}', { status: 500, ...json });
    if (fault === "busy") return new Response('{"error": "busy"}', { status: 429, headers: { "Retry-After": "1" } });
    if (fault === "page of another network") return new Response("<html>Welcome to the café</html>");
    if (fault === "delayed") await new Promise((resolve) => setTimeout(resolve, this.chance.below(20)));
    if (fault === "again much later" && options.method === "POST") {
      this.late.push(() => fetch(url, { ...options, signal: undefined }));
    }
    if (fault === "old token" && options.headers?.["X-CSRFToken"]) {
      return fetch(url, { ...options, headers: { ...options.headers, "X-CSRFToken": "of an earlier sign-in" } });
    }
    const response = await reach();
    if (fault === "sent twice") return reach();
    if (fault === "answer lost") throw new TypeError("lost");
    if (fault === "500 after") return new Response('{"error": "a fault"}', { status: 500, ...json });
    if (fault === "half an answer") {
      const text = await response.text();
      return new Response(text.slice(0, Math.ceil(text.length / 2)), { status: response.status });
    }
    return response;
  }

  /** Deliver what was held back; whatever is answered, nobody hears it. */
  async deliverLate() {
    for (const send of this.late.splice(0)) await send().catch(() => {});
  }
}

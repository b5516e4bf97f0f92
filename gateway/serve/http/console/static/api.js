// Calls to the gateway that served this page. The login lives in this page only.

let authorization = null;
let askForLogin = async () => { throw new Error("not logged in"); };

/** What to do when the gateway wants a login: resolves to {user, password} or {token}. */
export function onLogin(ask) { askForLogin = ask; }

export function logOut() { authorization = null; }

export class Problem extends Error {
  /** @param problem an RFC 9457 document */
  constructor(problem) {
    super(problem.detail ?? problem.title ?? "the request failed");
    Object.assign(this, { sqlstate: problem.sqlstate ?? "", hint: problem.hint, position: problem.position,
      explanation: problem.error_detail, status: problem.status });
  }
}

function basic(user, password) {
  const bytes = new TextEncoder().encode(`${user}:${password}`);
  return "Basic " + btoa(String.fromCharCode(...bytes));
}

async function failure(response) {
  try { return new Problem({ status: response.status, ...await response.json() }); }
  catch { return new Problem({ status: response.status, detail: `the gateway answered ${response.status}` }); }
}

/** A response of status 2xx; asks for a login when there must be one. */
export async function call(path, { method = "GET", body, accept = "application/json", headers = {}, signal } = {}) {
  for (let reason = ""; ; ) {
    const all = { Accept: `${accept}, application/problem+json`, ...headers };
    if (authorization) all.Authorization = authorization;
    if (body !== undefined) all["Content-Type"] = "application/json";
    let response;
    try {
      response = await fetch(path, { method, headers: all, signal, body: body === undefined ? undefined : JSON.stringify(body) });
    } catch (error) {
      if (error.name === "AbortError") throw error;
      throw new Problem({ detail: "the gateway does not answer", sqlstate: "08006" });
    }
    if (response.ok) return response;
    const problem = await failure(response);
    if (response.status !== 401) throw problem;
    const login = await askForLogin(authorization ? problem.message : reason);
    authorization = login.token ? `Bearer ${login.token}` : basic(login.user, login.password);
    reason = problem.message;
  }
}

export const json = async (path, options) => (await call(path, options)).json();

export function newId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map(n => n.toString(16).padStart(2, "0")).join("");
}

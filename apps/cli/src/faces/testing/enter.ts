import type { BrowserContext } from 'playwright-core';

/** Signs a browser in as an account of the demo's staff, e.g. 'agency-43/operator'. */
export async function signInAs({ request }: BrowserContext, url: string, account: string): Promise<void> {
  const data = { kind: 'account', value: account };
  const signedIn = await request.post(`${url}/api/session/sign-in`, { data });
  if (!signedIn.ok()) throw new Error(`${account}: ${await signedIn.text()}`);
}

/** The same as a known person of the demo. */
export async function enterAs({ request }: BrowserContext, url: string, person: string): Promise<void> {
  const { token } = (await (await request.get(`${url}/api/session/person`)).json()) as { token: string };
  const headers = { 'x-zhijie-token': token };
  const entered = await request.post(`${url}/api/session/person/enter`, { data: { key: person }, headers });
  if (!entered.ok()) throw new Error(`${person}: ${await entered.text()}`);
}

/** The typed client of every API that the pages use: one function, its types generated from OpenAPI. */
import type { Operations } from './operations.generated.ts';

export type OperationName = keyof Operations;
export type AnswerOf<N extends OperationName> = Operations[N]['answer'];
export type BodyOf<N extends OperationName> = Operations[N]['body'];
export type QueryOf<N extends OperationName> = Operations[N]['query'];

/** What an API says when something was not done: which field, why, what to do. */
export type Told = {
  readonly code: string;
  readonly field: string;
  readonly text: string;
  readonly fix: string;
};

/**
 * Something asked of the network that did not come to be. `forbidden` and `signed-out` are about who asks;
 * `refused` was judged and had no effect; `unknown` may have had one: the same key asks again safely.
 */
export class NotDone extends Error {
  override readonly name = 'NotDone';
  readonly kind: 'forbidden' | 'signed-out' | 'missing' | 'refused' | 'unknown';
  readonly told: Told;
  /** Whether it was meant to change something: then the page says what became of the money. */
  readonly isChange: boolean;

  constructor(kind: NotDone['kind'], told: Told, isChange: boolean) {
    super(told.text);
    this.kind = kind;
    this.told = told;
    this.isChange = isChange;
  }
}

type Given<N extends OperationName> = {
  readonly [K in 'path' | 'query' as keyof Operations[N][K] extends never ? never : K]: Operations[N][K];
} & (Operations[N]['body'] extends undefined ? object : { readonly body: Operations[N]['body'] });

type Sent = {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
};

export type CallOptions = {
  readonly signal?: AbortSignal;
  /** Asked by a timer, not by a person: does not keep the session alive. */
  readonly isBackground?: boolean;
};

let token: string | null = null;
let signedOut: (code: string) => void = () => undefined;

/** The session's token, shown with every change. */
export function showToken(text: string | null): void {
  token = text;
}

/** Called when the network says that nobody is signed in any more, or the screen is locked. */
export function whenSignedOut(tell: (code: string) => void): void {
  signedOut = tell;
}

/** The address of an operation, e.g. for a link to a file. */
export function addressOf(name: OperationName, { path = {}, query = {} }: Sent): string {
  const template = name.slice(name.indexOf(' ') + 1);
  const filled = template.replace(/\{(\w+)\}/g, (_all, key: string) => encodeURIComponent(path[key] ?? ''));
  const asked = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  const search = new URLSearchParams(asked as [string, string][]).toString();
  return search === '' ? filled : `${filled}?${search}`;
}

const UNREACHABLE: Told = {
  code: 'unavailable',
  field: 'network',
  text: '没有连上网络，或系统没有答复。',
  fix: '请检查网络后再试；办理中的事用同一编号再办一次，不会重复生效',
};

function kindOf(status: number): NotDone['kind'] {
  if (status === 401) return 'signed-out';
  if (status === 403) return 'forbidden';
  if (status === 404) return 'missing';
  return status >= 500 ? 'unknown' : 'refused';
}

/** The answer, or `NotDone` with what happened and what to do. */
async function answered<N extends OperationName>(
  name: N,
  init: RequestInit,
  address: string,
): Promise<AnswerOf<N>> {
  const isChange = init.method !== 'GET';
  let response: Response;
  try {
    response = await fetch(address, init);
  } catch (cause) {
    if (init.signal?.aborted === true) throw cause;
    throw new NotDone('unknown', UNREACHABLE, isChange);
  }
  const said = (await response.json().catch(() => null)) as { refusal?: Told } | null;
  if (response.ok && said !== null) return said as AnswerOf<N>;
  const told = said?.refusal ?? UNREACHABLE;
  const kind = kindOf(response.status);
  if (kind === 'signed-out' && !name.includes('/api/session')) signedOut(told.code);
  throw new NotDone(kind, told, isChange);
}

const tokenHeader = (): Record<string, string> => (token === null ? {} : { 'x-zhijie-token': token });

/** Asks the network. Throws `NotDone` with what happened and what to do. */
export function call<N extends OperationName>(
  name: N,
  given: Given<N>,
  { signal, isBackground = false }: CallOptions = {},
): Promise<AnswerOf<N>> {
  const method = name.slice(0, name.indexOf(' '));
  const isChange = method !== 'GET';
  const { body } = given as Sent;
  const headers: Record<string, string> = {
    ...(isChange ? { 'content-type': 'application/json', ...tokenHeader() } : {}),
    ...(isBackground ? { 'x-zhijie-background': '1' } : {}),
  };
  const content = isChange ? { body: JSON.stringify(body ?? {}) } : {};
  return answered(
    name,
    { method, headers, ...(signal ? { signal } : {}), ...content },
    addressOf(name, given),
  );
}

/** Sends a file as the body of a POST. */
export function upload<N extends OperationName>(
  name: N,
  file: File,
  given: Pick<Sent, 'query' | 'path'> = {},
): Promise<AnswerOf<N>> {
  const headers = { 'content-type': file.type || 'application/octet-stream', ...tokenHeader() };
  return answered(name, { method: 'POST', headers, body: file }, addressOf(name, given));
}

/** A key for one act: the same act asked again keeps it, so that it takes effect once. */
export const requestKey = (): string => crypto.randomUUID();

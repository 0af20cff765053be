import { Readable } from 'node:stream';
import type { CellProblem } from '@zhijie/documents';
import { Failure } from '@zhijie/kernel';
import type { Told } from '../../api/agency/index.ts';
import type { Values } from '../command.ts';

/** A running network's agency API, as one agency's operator. */
export type AgencyClient = {
  /** The answer, or the refusal. Throws `Failure` when there is none, with what to do. */
  post<T>(path: string, body: unknown): Promise<Answer<T>>;
  get<T>(path: string): Promise<Answer<T>>;
  /** A file as the body of a request. */
  upload<T>(path: string, bytes: Uint8Array): Promise<Answer<T>>;
  /** A file as it comes, however long. */
  file(path: string): Promise<Answer<Readable>>;
  /** Sends a file. */
  send<T>(path: string, bytes: Uint8Array): Promise<Answer<T>>;
};

export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false;
      readonly refusal: Told;
      /** Of a list that was sent: every cell that is wrong. */
      readonly problems?: readonly CellProblem[];
    };

/** Options that every `zhijie agency` command takes. */
export const CLIENT_OPTIONS = {
  url: { type: 'string' },
  agency: { type: 'string' },
  operator: { type: 'string' },
  json: { type: 'boolean' },
} as const;

export const textOf = (values: Values, name: string): string | undefined => {
  const value = values[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

const DEFAULT_PORT = '8600';

function headersOf(values: Values, environment: NodeJS.ProcessEnv): Record<string, string> {
  const token = environment.ZHIJIE_AGENCY_TOKEN ?? '';
  const agency = textOf(values, 'agency');
  const operator = textOf(values, 'operator');
  return {
    ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
    ...(agency === undefined ? {} : { 'x-zhijie-agency': agency }),
    ...(operator === undefined ? {} : { 'x-zhijie-operator': operator }),
  };
}

async function answerOf<T>(url: string, response: Response): Promise<Answer<T>> {
  const text = await response.text();
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    body = undefined;
  }
  if (response.ok && body !== undefined) return { ok: true, value: body as T };
  const { refusal, problems } = (body ?? {}) as { refusal?: Told; problems?: readonly CellProblem[] };
  if (refusal?.text === undefined)
    throw new Failure(`${url} 不是经办接口（HTTP ${response.status}）；请核对 --url`);
  return { ok: false, refusal, ...(problems === undefined ? {} : { problems }) };
}

/** The client of the options and of `ZHIJIE_URL`, `ZHIJIE_PORT`, `ZHIJIE_AGENCY_TOKEN`. */
export function agencyClient(values: Values, environment: NodeJS.ProcessEnv = process.env): AgencyClient {
  const local = `http://127.0.0.1:${environment.ZHIJIE_PORT ?? DEFAULT_PORT}`;
  const base = (textOf(values, 'url') ?? environment.ZHIJIE_URL ?? local).replace(/\/+$/, '');
  const headers = headersOf(values, environment);
  const reach = async (url: string, init: RequestInit): Promise<Response> => {
    try {
      return await fetch(url, init);
    } catch (cause) {
      const text = `连不上 ${base}，或没有等到答复：请先运行 npm start，或用 --url 指明；之后原样再办一次，已生效的不会再次生效`;
      throw new Failure(text, { cause });
    }
  };
  const urlOf = (path: string): string => `${base}/api/agency/${path}`;
  const ask = async <T>(path: string, init: RequestInit): Promise<Answer<T>> =>
    answerOf(urlOf(path), await reach(urlOf(path), init));
  return {
    get: (path) => ask(path, { headers }),
    upload: (path, bytes) => ask(path, { method: 'POST', headers, body: new Uint8Array(bytes) }),
    file: async (path) => {
      const response = await reach(urlOf(path), { headers });
      if (!response.ok || response.body === null) return answerOf(urlOf(path), response);
      return { ok: true, value: Readable.fromWeb(response.body) };
    },
    send: (path, bytes) =>
      ask(path, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/octet-stream' },
        body: Uint8Array.from(bytes),
      }),
    post: (path, body) =>
      ask(path, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
  };
}

const DONE = { applied: '已办理', unchanged: '此前已办理或本来如此，没有变化' } as const;

/** Prints what became of one request; the exit code is 0 when it was done, 1 when refused. */
export function printOutcome<T extends { readonly outcome: keyof typeof DONE }>(
  answer: Answer<T>,
  values: Values,
  sentence: (value: T) => string,
): number {
  if (values.json === true) console.log(JSON.stringify(answer.ok ? answer.value : answer, null, 2));
  else if (answer.ok) console.log(`${DONE[answer.value.outcome]}：${sentence(answer.value)}`);
  if (answer.ok) return 0;
  if (values.json !== true) console.error(refusalLine(answer.refusal));
  return 1;
}

export const refusalLine = ({ field, text, fix }: Told): string => `未办理（${field}）：${text}${fix}。`;

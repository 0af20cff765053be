import { Failure } from '@zhijie/kernel';

export type Json = Record<string, unknown>;
export type Reply = { readonly status: number; readonly body: Json };

export type Visitor = {
  call(path: string, body?: Json): Promise<Reply>;
  /** The answer of a call that was not refused; throws `Failure` with the refusal otherwise. */
  must(path: string, body?: Json): Promise<Json>;
  renew(): Promise<Json>;
  /** The bytes behind a path, as the browser would save them. */
  file(path: string): Promise<{ readonly type: string | null; readonly bytes: Buffer }>;
};

/** A browser of one person, with the cookie and the token of the session. */
export async function browserOf(url: string, certificateNumber: string): Promise<Visitor> {
  let cookie = '';
  let token = '';
  const call = async (path: string, body?: Json): Promise<Reply> => {
    const response = await fetch(`${url}/api/${path}`, {
      headers: { cookie, 'x-zhijie-token': token },
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    });
    const set = response.headers.get('set-cookie');
    if (set !== null) cookie = set.split(';')[0]!;
    const answer = (await response.json()) as Json;
    if (typeof answer.token === 'string' && 'known' in answer) token = answer.token;
    return { status: response.status, body: answer };
  };
  const must = async (path: string, body?: Json): Promise<Json> => {
    const { status, body: answer } = await call(path, body);
    if (status === 200 && answer.refusal === undefined) return answer;
    throw new Failure(`${path} 答复 ${status}：${JSON.stringify(answer)}`);
  };
  await must('session/person');
  await must('session/person/enter', { number: certificateNumber });
  return {
    call,
    must,
    renew: () => must('session/person'),
    async file(path) {
      const response = await fetch(`${url}/api/${path}`, { headers: { cookie } });
      return { type: response.headers.get('content-type'), bytes: Buffer.from(await response.arrayBuffer()) };
    },
  };
}

import { formatDateTime } from '@zhijie/kernel';
import { encodeLocalAnswer, encodeLocalFailure, readLocalQuery } from '@zhijie/wire';
import type { GatewayDeps, HospitalRequest } from './serve.ts';

type Answering = (request: HospitalRequest) => Promise<Uint8Array | null>;

/**
 * The local component's `ec.query`: the decoding of 1162 in the component's own form, under a message id of
 * its own, so that a code that was decoded before is refused. Headers are verified as for any call. Null: the
 * caller hears nothing.
 */
export async function answerLocalComponent(
  deps: Pick<GatewayDeps, 'careOf' | 'now'>,
  request: HospitalRequest,
  answer: Answering,
): Promise<Uint8Array | null> {
  const at = deps.now();
  const query = readLocalQuery(request.body, (providerId) => {
    const care = deps.careOf(providerId.slice(1, 3));
    if (care === undefined) return null;
    const area = `${providerId.slice(1, 3)}0000`;
    return { messageId: care.ids.next('message', area, at), sentAt: formatDateTime(at) };
  });
  if (!query.ok) return encodeLocalFailure(query.message);
  const bytes = await answer({ ...request, body: query.request, path: '/fsi/1162' });
  return bytes === null ? null : encodeLocalAnswer(bytes);
}

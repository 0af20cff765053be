import {
  fromBase64Url,
  importPublic,
  type Sm2PublicKey,
  systemRandomBytes,
  toHex,
  verify,
} from '@zhijie/crypto';
import { statement } from '@zhijie/database';
import { appendToJournal, digestOf } from '@zhijie/evidence';
import { type Instant, ok, type Result } from '@zhijie/kernel';
import Type, { type Static } from 'typebox';
import { Check } from 'typebox/value';
import { jsonOf } from '../ask/core.ts';
import type { GatewayDeps } from '../deps.ts';
import { type GatewayRefusal, no } from '../refusals.ts';

/** What an insurer says to join, or to change its key or place. */
const JoinWord = Type.Object(
  {
    insurer: Type.String({ minLength: 1, maxLength: 64 }),
    /** Where its system listens: https, or http on this machine. */
    endpoint: Type.String({ minLength: 1, maxLength: 300 }),
    /** SM2, uncompressed point in hex or PEM. */
    publicKey: Type.String({ minLength: 1, maxLength: 1000 }),
    at: Type.Integer({ minimum: 0 }),
  },
  { additionalProperties: false },
);

/** The word as JSON text, and SM2 over its UTF-8 bytes (DER, base64url) with the key that it names. */
export type SignedWord = { readonly text: string; readonly signature: string };

const DAY_MS = 86_400_000;
const CHECK_WITHIN_MS = 20_000;

const ADD = statement(
  'gateway-join',
  `INSERT INTO gateway.join (insurer, number, public_key, endpoint, text, signature, admitted_by, at)
   SELECT i.insurer, 1 + (SELECT count(*) FROM gateway.join j WHERE j.insurer = i.insurer),
     $2, $3, $4, $5, $6, $7
   FROM gateway.insurer i WHERE i.insurer = $1 RETURNING number`,
);
const NAMED = statement('gateway-named-insurer', 'SELECT insurer FROM gateway.insurer WHERE insurer = $1');

const isLoopback = (url: URL): boolean => ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);

function placeOf(endpoint: string): string | null {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : null;
  if (url === null || url.username !== '' || url.search !== '' || url.hash !== '') return null;
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url))) return null;
  return url.href.replace(/\/+$/, '');
}

function keyOf(text: string): Sm2PublicKey | null {
  try {
    return importPublic(text);
  } catch {
    return null;
  }
}

/**
 * Takes an insurer's signed word: its key must have signed the word, and its system must sign a fresh number
 * with the same key. `admittedBy`: the operator of the nation who lets it in.
 */
export async function joinInsurer(
  deps: GatewayDeps,
  word: SignedWord,
  admittedBy: string,
): Promise<Result<{ insurer: string; number: number }, GatewayRefusal>> {
  const read = jsonOf(word.text);
  if (!Check(JoinWord, read)) return no('join-malformed', 'text');
  const { insurer, endpoint, publicKey, at } = read as Static<typeof JoinWord>;
  const [known] = await deps.db.query(NAMED, [insurer]);
  if (known === undefined) return no('no-such-insurer', 'insurer', { insurer });
  const key = keyOf(publicKey);
  if (key === null) return no('join-key-invalid', 'publicKey');
  const signature = fromBase64Url(word.signature);
  if (signature === undefined || !verify(key, word.text, signature))
    return no('join-signature-invalid', 'signature');
  if (Math.abs(deps.now() - at) > DAY_MS) return no('join-stale', 'at');
  const place = placeOf(endpoint);
  if (place === null) return no('join-endpoint-invalid', 'endpoint');
  if (!(await provesKey(deps, place, key))) return no('join-endpoint-unproved', 'endpoint');
  return ok(await admit(deps, { insurer, key, place, word, admittedBy }));
}

async function provesKey(deps: GatewayDeps, place: string, key: Sm2PublicKey): Promise<boolean> {
  const nonce = toHex(systemRandomBytes(16));
  const reply = await deps.call(place, '/check', { nonce }, AbortSignal.timeout(CHECK_WITHIN_MS));
  const said = reply === null ? null : (jsonOf(reply) as { signature?: unknown } | null);
  const signature = typeof said?.signature === 'string' ? fromBase64Url(said.signature) : undefined;
  return signature !== undefined && verify(key, `zhijie insurer check ${nonce}`, signature);
}

async function admit(
  { db, now }: GatewayDeps,
  admitted: {
    readonly insurer: string;
    readonly key: Sm2PublicKey;
    readonly place: string;
    readonly word: SignedWord;
    readonly admittedBy: string;
  },
): Promise<{ insurer: string; number: number }> {
  const { insurer, key, place, word, admittedBy } = admitted;
  const at: Instant = now();
  return db.transaction(async (tx) => {
    const values = [insurer, key.hex, place, word.text, word.signature, admittedBy, at];
    const [row] = await tx.query<{ number: number }>(ADD, values);
    const digest = digestOf({ insurer, publicKey: key.hex, endpoint: place, admittedBy, at });
    await appendToJournal(tx, { kind: 'gateway.join', subject: insurer, digest });
    return { insurer, number: row!.number };
  });
}

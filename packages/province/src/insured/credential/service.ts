import { keyedDigest } from '@zhijie/crypto';
import { type Executor, statement } from '@zhijie/database';
import { digestOf } from '@zhijie/evidence';
import type { AnswerOf, Handler, Question, RequestOf } from '@zhijie/exchange';
import {
  type Actor,
  type CalendarDate,
  dateOf,
  type Instant,
  instant,
  ok,
  type Refusal,
  type Result,
  refuse,
} from '@zhijie/kernel';
import { personalAccountPrefix } from '../account/account.ts';
import type { InsuredDeps } from '../deps.ts';
import { actorOf, refusalOfRoute, refusalToRead } from '../person/permissions.ts';
import { identified } from '../person/record.ts';
import { readById, readPersonArea } from '../person/store.ts';
import { durably } from '../transaction.ts';
import type { CredentialRefusalCode } from './refusals.ts';
import * as store from './store.ts';

/** How long a shown code can be scanned (Q-10: refreshed about every minute). */
const CODE_LIFE_MS = 60_000;
/** How long the token of a decoding serves its business (Q-10: minutes). */
export const TOKEN_LIFE_MS = 15 * 60_000;

const RANDOM_DIGITS = 22;

/** 28 digits: the insured area, then digits that nobody can guess without the node's key. */
function newCode(deps: InsuredDeps, area: string, at: Instant): string {
  const secret = keyedDigest(deps.lookupKey, `credential-code:${deps.ids.next('event', area, at)}`);
  const digits = BigInt(`0x${secret}`) % 10n ** BigInt(RANDOM_DIGITS);
  return area + String(digits).padStart(RANDOM_DIGITS, '0');
}

/** The token of a decoding, the same whenever it is asked for: `EC`, the insured area, 32 characters. */
function tokenOf(
  deps: InsuredDeps,
  area: string,
  decoding: { codeDigest: string; decodeId: string },
): string {
  const { codeDigest, decodeId } = decoding;
  const secret = keyedDigest(deps.lookupKey, `credential-token:${codeDigest}:${decodeId}`);
  return `EC${area}${secret.slice(0, 32).toUpperCase()}`;
}

export const isToken = (number: string): boolean => /^EC\d{6}[0-9A-F]{32}$/.test(number);

const digest = (deps: Pick<InsuredDeps, 'lookupKey'>, what: 'code' | 'token', text: string): string =>
  keyedDigest(deps.lookupKey, `credential-digest:${what}:${text}`);

const APPEND = statement('insured.credential.evidence', 'select evidence.append($1, $2, $3)');

/** What happened to a credential as a leaf of the node's journal: digests and ids, nothing of the person. */
async function leave(
  tx: Executor,
  kind: 'insured.credential-decoded' | 'insured.credential-used',
  fact: Readonly<Record<string, string | number>> & { readonly codeDigest: string },
): Promise<void> {
  await tx.query(APPEND, [kind, fact.codeDigest, Buffer.from(digestOf(fact))]);
}

export type IssuedCode = { readonly code: string; readonly expiresAt: Instant };

/**
 * The text of the code that the person shows now (ID1). A new one takes the place of the one before; the
 * first one switches the code on. Only the person asks for it, or a child's guardian (or the node, for the
 * demo).
 * Refusals: `person-unknown`, `not-permitted`, `credential-inactive`.
 */
export async function issueCredential(
  deps: InsuredDeps,
  actor: Actor,
  personId: string,
): Promise<Result<IssuedCode, Refusal>> {
  const refused = refusalToShow(actor, await readPersonArea(deps.db, personId), personId);
  if (refused !== null) return refused;
  const area = await store.readCodeArea(deps.db, personId);
  if (area === null) return refuse('person-unknown');
  const at = deps.now();
  const code = newCode(deps, area, at);
  const expiresAt = instant(at + CODE_LIFE_MS);
  return durably(deps, 'credential', async (tx): Promise<Result<IssuedCode, Refusal>> => {
    const last = await store.readSwitch(tx, personId);
    if (last?.is_active === false) return refuse('credential-inactive', { field: 'code' });
    if (last === null) await store.insertSwitch(tx, { personId, at, isActive: true, by: actor.id });
    await store.insertCode(tx, { digest: digest(deps, 'code', code), personId, area, at, expiresAt });
    return ok({ code, expiresAt });
  });
}

/** The code is the person's own: nobody shows it for somebody else but a child's guardian. */
function refusalToShow(
  actor: Actor,
  person: Parameters<typeof refusalToRead>[1],
  personId: string,
): Result<never, Refusal> | null {
  const isGuardian = actor.actsFor?.personId === personId && actor.actsFor.isGuardian;
  const refused = refusalToRead(actor, person, isGuardian ? 'any' : undefined);
  if (refused !== null) return refused;
  return actor.kind === 'agency' ? refuse('not-permitted') : null;
}

/** Whether the person's code is on; `never`: it was never shown. Refusals as `issueCredential`. */
export async function codeState(
  deps: InsuredDeps,
  actor: Actor,
  personId: string,
): Promise<
  Result<{ readonly state: 'active' | 'inactive' | 'never'; readonly since: number | null }, Refusal>
> {
  const refused = refusalToShow(actor, await readPersonArea(deps.db, personId), personId);
  if (refused !== null) return refused;
  const last = await store.readSwitch(deps.db, personId);
  if (last === null) return ok({ state: 'never', since: null });
  return ok({ state: last.is_active ? 'active' : 'inactive', since: last.at });
}

/**
 * Switches the person's code on or off, e.g. after a lost telephone. Off counts at once, for shown codes
 * and for tokens that are not used up. Refusals: `person-unknown`, `not-permitted`.
 */
export async function switchCode(
  deps: InsuredDeps,
  actor: Actor,
  request: { readonly personId: string; readonly isActive: boolean },
): Promise<Result<{ readonly state: 'active' | 'inactive'; readonly since: number }, Refusal>> {
  const { personId, isActive } = request;
  const refused = refusalToShow(actor, await readPersonArea(deps.db, personId), personId);
  if (refused !== null) return refused;
  return durably(deps, 'credential', async (tx) => {
    const last = await store.readSwitch(tx, personId);
    const state = isActive ? 'active' : 'inactive';
    if (last?.is_active === isActive) return ok({ state, since: last.at });
    const at = deps.now();
    await store.insertSwitch(tx, { personId, at, isActive, by: actor.id });
    if (!isActive) await store.endCredentials(tx, personId, at);
    await tx.query(APPEND, [
      'insured.credential-switched',
      personId,
      Buffer.from(digestOf({ personId, at, isActive, by: actor.id })),
    ]);
    return ok({ state, since: at });
  });
}

type Identified = AnswerOf<'person.identify@1'>;

/** The person of a token as an identification answers; the look is logged. */
export async function personBehind(
  deps: InsuredDeps,
  tx: Executor,
  question: Pick<Question, 'route' | 'from'>,
  wanted: { personId: string; at: Instant; asOf: CalendarDate | string },
): Promise<Identified> {
  const key = { accountPrefix: personalAccountPrefix(), personId: wanted.personId };
  const entry = { at: wanted.at, actor: actorOf(question), purpose: 'identify', subject: null } as const;
  return identified(deps, (await readById(tx, key, entry))!, wanted.asOf);
}

/**
 * Decodes a shown code into a token for one institution, operator and business. A code is decoded
 * once; the same decoding again gets the same answer. Refusals: `not-permitted`, `credential-unknown`,
 * `credential-used`, `credential-expired`.
 */
export function decodeCredential(deps: InsuredDeps): Handler<'credential.decode@1'> {
  return async (request, question): Promise<Result<AnswerOf<'credential.decode@1'>, Refusal>> => {
    const refused = refusalOfRoute(deps.node, question);
    if (refused !== null) return refused;
    const at = deps.now();
    const codeDigest = digest(deps, 'code', request.code);
    const known = await store.readByCode(deps.db, codeDigest);
    if (known === null) return refuse('credential-unknown', { field: 'code' });
    const { decodeId, operatorId, departmentId, business } = request;
    const token = tokenOf(deps, known.insured_area, { codeDigest, decodeId });
    const tokenExpiresAt = instant(at + TOKEN_LIFE_MS);
    const { providerId } = question.route;
    const bound = { codeDigest, decodeId, providerId, operatorId, departmentId, business };
    return durably(
      deps,
      'credential',
      async (tx): Promise<Result<AnswerOf<'credential.decode@1'>, Refusal>> => {
        const tokenDigest = digest(deps, 'token', token);
        const decoded = await store.decodeCode(tx, { ...bound, at, tokenDigest, tokenExpiresAt });
        const row = decoded === null ? await store.readByCode(tx, codeDigest) : null;
        if (decoded === null) {
          if (row?.decode_id == null) return refuse('credential-expired', { field: 'code' });
          if (row.decode_id !== decodeId) return refuse('credential-used', { field: 'code' });
        } else {
          await leave(tx, 'insured.credential-decoded', { ...bound, decodedAt: at });
        }
        const expiresAt = row?.token_expires_at ?? tokenExpiresAt;
        const wanted = { personId: known.person_id, at, asOf: dateOf(at) };
        return ok({ token, expiresAt, identified: await personBehind(deps, tx, question, wanted) });
      },
    );
  };
}

/**
 * A token of the same kind without a code that was shown: of another way to know the person, once per
 * `reference`. Bound and used up as that of a decoded code.
 */
export async function issueTokenIn(
  deps: InsuredDeps,
  tx: Executor,
  to: Omit<store.Decoding, 'codeDigest' | 'decodeId' | 'tokenDigest' | 'tokenExpiresAt'> & {
    readonly personId: string;
    readonly area: string;
    readonly reference: string;
  },
): Promise<{ readonly token: string; readonly expiresAt: Instant; readonly codeDigest: string }> {
  const { personId, area, reference: decodeId, at, ...bound } = to;
  const codeDigest = digest(deps, 'code', decodeId);
  const token = tokenOf(deps, area, { codeDigest, decodeId });
  const expiresAt = instant(at + TOKEN_LIFE_MS);
  const decoded = { ...bound, codeDigest, decodeId };
  const tokenDigest = digest(deps, 'token', token);
  await store.insertDecoded(tx, { ...decoded, at, personId, area, tokenDigest, tokenExpiresAt: expiresAt });
  await leave(tx, 'insured.credential-decoded', { ...decoded, decodedAt: at });
  return { token, expiresAt, codeDigest };
}

/** Ends tokens of `issueTokenIn` that nobody has used up. */
export async function endTokensIn(
  deps: Pick<InsuredDeps, 'lookupKey'>,
  tx: Executor,
  { references, at }: { readonly references: readonly string[]; readonly at: Instant },
): Promise<void> {
  if (references.length === 0) return;
  const digests = references.map((each) => digest(deps, 'code', each));
  await store.endTokensOf(tx, digests, at);
}

type Shown = RequestOf<'person.identify@1'>;

/**
 * The person behind the token of a decoded code. Who shows it must be the institution and the operator that
 * decoded it, for the business it was decoded for; a call that uses it up does so once, and may repeat
 * itself. Refusals: `credential-unknown`, `credential-elsewhere`, `credential-other-operator`,
 * `credential-other-business`, `credential-used`, `credential-expired`.
 */
export async function identifyByToken(
  deps: InsuredDeps,
  question: Question,
  request: Shown,
): Promise<Result<Identified, Refusal>> {
  const at = deps.now();
  const tokenDigest = digest(deps, 'token', request.certificateNumber);
  return durably(deps, 'credential', async (tx): Promise<Result<Identified, Refusal>> => {
    const row = await store.readByToken(tx, tokenDigest);
    const unfit = unfitness(row, question, request.presentation);
    if (unfit !== null) return refuse(unfit, { field: 'certificateNumber' });
    const { person_id: personId, code_digest: codeDigest, used_by: usedBy, token_expires_at } = row!;
    const by = request.presentation?.usedBy ?? null;
    // The call that used it up may come again: it was in time when it came first.
    if (by === null || usedBy !== by) {
      if (usedBy !== null) return refuse('credential-used', { field: 'certificateNumber' });
      if (token_expires_at! <= at) return refuse('credential-expired', { field: 'certificateNumber' });
      if (by !== null) {
        const isOurs = await store.useToken(tx, tokenDigest, by, at);
        if (!isOurs) return refuse('credential-used', { field: 'certificateNumber' });
        await leave(tx, 'insured.credential-used', { codeDigest, usedBy: by, usedAt: at });
      }
    }
    return ok(await personBehind(deps, tx, question, { personId, at, asOf: request.asOf }));
  });
}

function unfitness(
  row: store.StoredCredential | null,
  { route }: Question,
  shown: Shown['presentation'],
): CredentialRefusalCode | null {
  if (row === null) return 'credential-unknown';
  if (row.provider_id !== route.providerId) return 'credential-elsewhere';
  if (shown === undefined) return null;
  // Settling online the person agrees in an application; no operator stands between.
  const isOnline = row.business === 'online-settlement';
  if (!isOnline && row.operator_id !== shown.operatorId) return 'credential-other-operator';
  const serves = shown.businesses.length === 0 || shown.businesses.some((one) => one === row.business);
  return serves ? null : 'credential-other-business';
}

/**
 * Whose code is shown now, for the person's own business at this node; it is not used up by that. Refuses
 * `credential-unknown`, `credential-expired`.
 */
export async function holderOfCode(
  deps: InsuredDeps,
  code: string,
): Promise<Result<{ personId: string }, Refusal<CredentialRefusalCode>>> {
  const found = await store.readByCode(deps.db, digest(deps, 'code', code));
  if (found === null) return refuse('credential-unknown');
  return found.expires_at > deps.now() ? ok({ personId: found.person_id }) : refuse('credential-expired');
}

/** What the person's own pages ask about the code. */
export const credentialServices = (deps: InsuredDeps) => ({
  issueCredential: (actor: Actor, personId: string) => issueCredential(deps, actor, personId),
  codeState: (actor: Actor, personId: string) => codeState(deps, actor, personId),
  switchCode: (actor: Actor, request: Parameters<typeof switchCode>[2]) => switchCode(deps, actor, request),
  holderOfCode: (code: string) => holderOfCode(deps, code),
});

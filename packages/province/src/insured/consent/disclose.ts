/** Handing a person's result to a recipient: only what is consented to, every time in the person's log. */
import { sm3Hex } from '@zhijie/crypto';
import type { Executor } from '@zhijie/database';
import { burdenOfSlip } from '@zhijie/engine';
import { appendToJournal, digestOf } from '@zhijie/evidence';
import type { Decision } from '@zhijie/exchange';
import {
  type Actor,
  calendarDate,
  dateOf,
  type Instant,
  ok,
  type Refusal,
  type Result,
  refuse,
  type SettlementParts,
} from '@zhijie/kernel';
import { writeEntry } from '../access-log/store.ts';
import { personalAccountPrefix } from '../account/account.ts';
import type { InsuredDeps } from '../deps.ts';
import { personRecord } from '../person/record.ts';
import { readPersonArea } from '../person/store.ts';
import { readSettlement, type SettlementFile } from '../settlement/store.ts';
import { durably } from '../transaction.ts';
import { type ClassValues, issueDisclosure } from './sd-jwt.ts';
import { standingAmong } from './standing.ts';
import * as store from './store.ts';
import { type ConsentPurpose, DATA_CLASSES, type DataClass, type RecipientKind } from './words.ts';

/** How long a recipient may rely on a disclosure, seconds. */
const GOOD_FOR = 600;

export type DisclosureRequest = {
  readonly recipient: { readonly kind: RecipientKind; readonly id: string };
  readonly personId: string;
  readonly settlementId: string;
  readonly purpose: ConsentPurpose;
  readonly product?: string | null;
  /** What is asked for; everything that is consented to, unless given. */
  readonly dataClasses?: readonly DataClass[];
};

export type Disclosed = {
  readonly disclosureId: string;
  /** SD-JWT; `verifyDisclosure` reads it. */
  readonly token: string;
  readonly dataClasses: readonly DataClass[];
};

/** Whether data go out for a purpose: `refused` is a fact of its own, with what was asked for. */
type Outcome =
  | { readonly outcome: 'disclosed'; readonly consentIds: readonly string[]; readonly tokenDigest: string }
  | { readonly outcome: 'refused'; readonly refusal: Refusal };

const partyOf = (recipient: DisclosureRequest['recipient'], node: string): Actor => ({
  id: `${recipient.kind}/${recipient.id}`,
  kind: 'recipient',
  node,
  areas: [],
  roles: [],
});

/**
 * Keeps a disclosure, made or refused, with its field list: a row, the person's access log, a leaf of the
 * journal (K-03). In the caller's transaction, for what goes out in another form than `disclose`.
 */
export async function recordDisclosure(deps: InsuredDeps, tx: Executor, made: MadeDisclosure): Promise<void> {
  const { personId, disclosureId, at } = made;
  const { row, digest, actor, purpose } = disclosureRow(deps, made);
  await store.insertDisclosure(tx, row);
  await appendToJournal(tx, { kind: 'insured.disclosure', subject: disclosureId, digest });
  await writeEntry(tx, { personId, at, actor, purpose, subject: disclosureId });
}

export type MadeDisclosure = Pick<DisclosureRequest, 'recipient' | 'personId' | 'purpose' | 'product'> & {
  readonly subject: string;
  readonly fields: readonly DataClass[];
  readonly outcome: Outcome;
  readonly disclosureId: string;
  readonly at: Instant;
};

/** A disclosure as a row, with its leaf's digest and what the person's access log says of it. */
export function disclosureRow(deps: Pick<InsuredDeps, 'node'>, made: MadeDisclosure) {
  const { recipient, personId, outcome, disclosureId, at } = made;
  const isMade = outcome.outcome === 'disclosed';
  const row: store.StoredDisclosure = {
    disclosure_id: disclosureId,
    person_id: personId,
    at,
    recipient_kind: recipient.kind,
    recipient_id: recipient.id,
    purpose: made.purpose,
    product: made.product ?? '',
    subject: made.subject,
    outcome: outcome.outcome,
    refusal: isMade ? null : outcome.refusal.code,
    consent_ids: isMade ? outcome.consentIds : [],
    fields: made.fields,
    token_digest: isMade ? outcome.tokenDigest : null,
  };
  const purpose = isMade ? ('disclosure' as const) : ('disclosure-refused' as const);
  return { row, digest: digestOf(row), actor: partyOf(recipient, deps.node), purpose };
}

/**
 * Gives a recipient the consented classes of one settled bill as a signed SD-JWT. Who asks is known by the
 * caller of this service. Refuses `person-unknown` and `disclosure-subject-unknown` (nothing is written:
 * nobody's data were asked for), then as `consentFor`; these are written, and shown to the person.
 */
export function disclose(deps: InsuredDeps, request: DisclosureRequest): Promise<Result<Disclosed, Refusal>> {
  const { personId, settlementId, recipient, purpose, product = null } = request;
  return durably(deps, 'disclosure', async (tx): Promise<Result<Disclosed, Refusal>> => {
    const person = await readPersonArea(tx, personId);
    if (person === null) return refuse('person-unknown', { field: 'personId' });
    const file = await readSettlement(tx, personId, settlementId);
    const isThere = file !== null && file.settlement.state !== 'never-settled';
    await store.holdConsents(tx, personId, 'shared');
    const at = deps.now();
    const rows = await store.readMatching(tx, { personId, recipient, purpose, product: product ?? '' });
    const asked = request.dataClasses ?? DATA_CLASSES;
    const isShown = (each: DataClass) => standingAmong(rows, each, at).ok;
    const values = isThere ? await valuesOf(deps, tx, { personId, file, asked: asked.filter(isShown) }) : {};
    const shown = asked.filter((each) => isShown(each) && values[each] !== undefined);
    const disclosureId = deps.ids.next('event', person.areas[0] ?? `${deps.node}0000`, at);
    const about = { recipient, personId, purpose, product, subject: settlementId, disclosureId, at };
    if (shown.length === 0) {
      const refusal = refusalOf(rows, { asked, at, isThere });
      const fields = request.dataClasses ?? [];
      await recordDisclosure(deps, tx, { ...about, fields, outcome: { outcome: 'refused', refusal } });
      return { ok: false, refusal };
    }
    const token = await tokenFor(deps, about, { values, shown });
    const consentIds = consentsBehind(rows, shown, at);
    const outcome = { outcome: 'disclosed', consentIds, tokenDigest: sm3Hex(token) } as const;
    await recordDisclosure(deps, tx, { ...about, fields: shown, outcome });
    return ok({ disclosureId, token, dataClasses: shown });
  });
}

const consentsBehind = (
  rows: readonly store.ConsentRow[],
  shown: readonly DataClass[],
  at: Instant,
): readonly string[] => [
  ...new Set(
    shown.flatMap((each) => {
      const standing = standingAmong(rows, each, at);
      return standing.ok ? [standing.value.consent_id] : [];
    }),
  ),
];

/** Of several reasons that of the class most likely meant: one that was consented to once. */
function refusalOf(
  rows: readonly store.ConsentRow[],
  { asked, at, isThere }: { asked: readonly DataClass[]; at: Instant; isThere: boolean },
): Refusal {
  const why = asked
    .map((each) => standingAmong(rows, each, at))
    .flatMap((result) => (result.ok ? [] : [result.refusal]));
  const isAllowed = why.length < asked.length;
  if (isAllowed && !isThere) return refuse('disclosure-subject-unknown', { field: 'settlementId' }).refusal;
  return why.find(({ code }) => code !== 'consent-missing') ?? why[0] ?? refuse('consent-missing').refusal;
}

async function tokenFor(
  deps: InsuredDeps,
  about: { readonly recipient: DisclosureRequest['recipient']; disclosureId: string; at: Instant },
  content: { readonly values: ClassValues; readonly shown: readonly DataClass[] },
): Promise<string> {
  const iat = Math.floor(about.at / 1000);
  const aud = `${about.recipient.kind}/${about.recipient.id}`;
  const head = { iss: `zhijie/${deps.node}`, aud, jti: about.disclosureId, iat, exp: iat + GOOD_FOR };
  return issueDisclosure(deps.lookupKey, head, content);
}

/** What the node knows of the classes asked for; the others are not even read. */
async function valuesOf(
  deps: InsuredDeps,
  tx: Executor,
  of: {
    readonly personId: string;
    readonly file: SettlementFile;
    readonly asked: readonly DataClass[];
  },
): Promise<ClassValues> {
  const { personId, file, asked } = of;
  const results = resultsOf(file);
  const wants = (each: DataClass): boolean => asked.includes(each);
  if (!wants('identity') && !wants('accountBalance')) return results;
  const person = await store.readHolder(tx, { accountPrefix: personalAccountPrefix(), personId });
  const { name, certificateNumber } = personRecord(deps, person);
  return { ...results, identity: { name, certificateNumber }, accountBalance: person.account_balance };
}

function resultsOf({ settlement }: SettlementFile): ClassValues {
  const decision = JSON.parse(String(settlement.answer)) as Decision;
  const parts = decision.parts as unknown as SettlementParts;
  const burden = burdenOfSlip(parts);
  const inScope = burden.ok ? { inScope: burden.value.rest.coinsurance } : {};
  return {
    coverage: { insuredArea: decision.insuredArea, insuranceType: decision.insuranceType },
    settlement: {
      settlementId: decision.settlementId,
      state: settlement.state,
      settledOn: dateOf(settlement.settled_at as Instant),
      careType: String(settlement.care_type),
      dischargedOn: calendarDate(String(settlement.discharged_on)),
      referralClass: decision.referralClass,
    },
    ...inScope,
    selfPaidFirst: parts.feeSelfPaidFirst,
    overLimit: parts.feeOverLimit,
    excluded: parts.feeExcluded,
    publicFunds: parts.paidByFunds,
    cashPart: parts.paidInCash,
  };
}

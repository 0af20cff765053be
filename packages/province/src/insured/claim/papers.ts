/** Papers of a claim: kept encrypted; invoices are read, files at once and pictures in the background. */
import { decryptField, encryptField, fromBase64Url, sm3Hex, toBase64Url } from '@zhijie/crypto';
import { statement } from '@zhijie/database';
import { type InvoiceRead, LARGEST_PAPER, paperKindOf } from '@zhijie/invoice';
import { type Actor, assert, ok, type Refusal, type Result, refuse } from '@zhijie/kernel';
import type { InsuredDeps } from '../deps.ts';
import type { ClaimCase, FieldState } from './case.ts';
import { refusalToHandIn } from './permissions.ts';
import { type ClaimId, noteLook, stepOn } from './service.ts';
import * as store from './store.ts';
import { type ClaimField, PAPER_LABELS, type PaperKind } from './words.ts';

const MOST_PAPERS = 30;

export type NewPaper = ClaimId & {
  readonly kind: PaperKind;
  readonly name: string;
  readonly bytes: Uint8Array;
};
export type PaperId = ClaimId & { readonly paperId: string };

const insert = statement(
  'insured.claim.add-paper',
  `insert into insured.claim_paper (paper_id, claim_id, kind, name, bytes, reading, added_at, content_sealed)
   values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (paper_id) do nothing returning paper_id`,
);
const content = statement(
  'insured.claim.paper-content',
  'select name, content_sealed as sealed from insured.claim_paper where claim_id = $1 and paper_id = $2',
);

/**
 * Adds a paper; the same file again changes nothing. An invoice that is a data file, OFD or PDF is read
 * before this returns, a picture soon after. Refuses `claim-unknown`, `not-permitted`, `claim-not-open`,
 * `too-many-papers`, `paper-kind-unknown`, `paper-too-large`.
 */
export async function addPaper(
  deps: InsuredDeps,
  actor: Actor,
  paper: NewPaper,
): Promise<Result<PaperId, Refusal>> {
  const { claimId, kind, name, bytes } = paper;
  const found = paperKindOf(bytes);
  if (found === null) return refuse('paper-kind-unknown', { field: 'body' });
  if (bytes.length > LARGEST_PAPER) return refuse('paper-too-large', { field: 'body' });
  const paperId = `${claimId}.${sm3Hex(bytes).slice(0, 16)}`;
  const added = await stepOn(deps, claimId, async (tx, opened): Promise<Result<PaperId, Refusal>> => {
    const { claim } = opened;
    const denied = refusalToHandIn(actor, claim);
    if (denied !== null) return denied;
    if (claim.state !== 'gathering' && claim.state !== 'in-review') {
      return refuse('claim-not-open', { detail: { state: claim.state } });
    }
    if ((await store.readPapers(tx, claimId)).length >= MOST_PAPERS) return refuse('too-many-papers');
    const at = deps.now();
    const sealed = encryptField(deps.fieldKeys[0]!, toBase64Url(bytes));
    const reading = kind === 'invoice' && claim.state === 'gathering' ? 'waiting' : 'kept';
    const rows = await tx.query(insert, [paperId, claimId, kind, name, bytes.length, reading, at, sealed]);
    if (rows.length === 0) return ok({ claimId, paperId });
    await store.advance(deps, tx, opened, { kind: 'paper-added', actor, at, note: PAPER_LABELS[kind] });
    return ok({ claimId, paperId });
  });
  if (added.ok && kind === 'invoice' && found !== 'photo') await readNext(deps, paperId);
  return added;
}

/**
 * The bytes of a paper, to be shown beside its fields; logged. Refuses `claim-unknown`, `not-permitted`,
 * `paper-unknown`.
 */
export async function paperOf(
  deps: InsuredDeps,
  actor: Actor,
  { claimId, paperId }: PaperId,
): Promise<Result<{ readonly name: string; readonly bytes: Uint8Array }, Refusal>> {
  const opened = await store.readClaim(deps, deps.db, claimId);
  const denied = refusalToHandIn(actor, opened?.claim);
  if (denied !== null) return denied;
  const [row] = await deps.db.query<{ name: string; sealed: string }>(content, [claimId, paperId]);
  if (row === undefined) return refuse('paper-unknown', { field: 'paperId' });
  await noteLook(deps, deps.db, actor, opened!.claim);
  return ok({ name: row.name, bytes: bytesOf(deps, row.sealed) });
}

function bytesOf({ fieldKeys }: InsuredDeps, sealed: string): Uint8Array {
  const bytes = fromBase64Url(decryptField(fieldKeys, sealed));
  assert(bytes !== undefined, 'A paper is stored as it was written');
  return bytes;
}

/** A reading that was begun and never ended (the process died) is begun again after this. */
const GIVEN_UP_MS = 5 * 60_000;
const take = statement(
  'insured.claim.take-paper',
  `update insured.claim_paper set reading = 'reading', reading_since = $1 where paper_id = (
     select paper_id from insured.claim_paper
     where (reading = 'waiting' or (reading = 'reading' and reading_since < $2))
       and ($3::text is null or paper_id = $3)
     order by added_at limit 1 for update skip locked)
   returning paper_id as "paperId", claim_id as "claimId", content_sealed as sealed`,
);
const finish = statement(
  'insured.claim.finish-paper',
  `update insured.claim_paper set reading = $2, refusal = $3 where paper_id = $1 and reading = 'reading'
   returning paper_id`,
);

/** Reads the papers that wait, one after the other; answers how many. */
export async function readWaitingPapers(deps: InsuredDeps): Promise<number> {
  let count = 0;
  while (await readNext(deps, null)) count += 1;
  return count;
}

async function readNext(deps: InsuredDeps, wanted: string | null): Promise<boolean> {
  const { readInvoice } = deps;
  if (readInvoice === undefined) return false;
  const at = deps.now();
  type Taken = { paperId: string; claimId: string; sealed: string };
  const [taken] = await deps.db.query<Taken>(take, [at, at - GIVEN_UP_MS, wanted]);
  if (taken === undefined) return false;
  const bytes = bytesOf(deps, taken.sealed);
  const read = await readInvoice(bytes);
  await stepOn(deps, taken.claimId, async (tx, opened) => {
    const outcome = read.ok ? ['done', null] : ['failed', read.refusal.code];
    const rows = await tx.query(finish, [taken.paperId, ...outcome]);
    if (rows.length === 0 || !read.ok || opened.claim.state !== 'gathering') return ok(null);
    const after = { claim: opened.claim, case: withReading(opened.case, read.value, taken.paperId) };
    const actor: Actor = { id: 'invoice-reader', kind: 'system', node: deps.node, areas: [], roles: [] };
    const note = `把握 ${read.value.confidence}%`;
    await store.advance(deps, tx, after, { kind: 'paper-read', actor, at: deps.now(), note });
    return ok(null);
  });
  return true;
}

/** What a person put in stays; what was read before of the same field is replaced. */
function withReading(claim: ClaimCase, read: InvoiceRead, paperId: string): ClaimCase {
  const fields: Partial<Record<ClaimField, FieldState>> = { ...claim.fields };
  for (const [name, found] of Object.entries(read.fields)) {
    const field = name as ClaimField;
    fields[field] = { read: { ...found, paperId }, corrected: fields[field]?.corrected ?? null };
  }
  return { ...claim, fields, items: read.items };
}

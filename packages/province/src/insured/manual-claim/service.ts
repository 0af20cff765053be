import { decryptField, encryptField } from '@zhijie/crypto';
import { statement } from '@zhijie/database';
import type { Handler, HandlerResult, RequestOf } from '@zhijie/exchange';
import { type Actor, canonicalJson, ok, type Refusal, type Result, refuse } from '@zhijie/kernel';
import { writeEntry } from '../access-log/store.ts';
import { openFromPacket } from '../claim/service.ts';
import type { InsuredDeps } from '../deps.ts';
import { actorOf, refusalToRead } from '../person/permissions.ts';
import { readPersonArea } from '../person/store.ts';
import { refusalToSettle } from '../settlement/permissions.ts';
import { durably } from '../transaction.ts';

export type ClaimPacket = RequestOf<'claim.deliver@1'>;

const SAVE = statement(
  'insured.manual-claim.save',
  `insert into insured.manual_claim (claim_id, person_id, care_area, provider_id, receipt_number, fee_total,
     closed_at, received_at, packet_sealed)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (claim_id) do nothing`,
);
const OF_PERSON = statement(
  'insured.manual-claim.of-person',
  `select packet_sealed as sealed from insured.manual_claim where person_id = $1
   order by received_at desc, claim_id limit 100`,
);

/**
 * Keeps a bill that a care place could not settle directly, for an online manual claim (procedures V-12,
 * B-05; 医保发〔2022〕22号 annex article 61), and opens its claim with the bill already in it (F-10). The same
 * packet again changes nothing. Refuses `not-permitted`,
 * `person-unknown`, `details-do-not-add-up` when the lines differ from the bill's total.
 */
export function takeClaim(deps: InsuredDeps): Handler<'claim.deliver@1'> {
  return async (packet, question): Promise<HandlerResult<'claim.deliver@1'>> => {
    const { claimId, bill, lines, receiptNumber, closedAt } = packet;
    const denied = refusalToSettle(deps.node, question, bill);
    if (denied !== null) return denied;
    const { personId, careArea, providerId } = bill;
    if ((await readPersonArea(deps.db, personId)) === null) return refuse('person-unknown');
    const sum = lines.reduce((total, line) => total + line.fees.total, 0);
    const { total } = bill.totals;
    if (sum !== total) return refuse('details-do-not-add-up', { field: 'lines', detail: { sum, total } });
    const at = deps.now();
    const sealed = encryptField(deps.fieldKeys[0]!, canonicalJson(packet));
    await durably(deps, 'manual-claim', async (tx) => {
      const values = [claimId, personId, careArea, providerId, receiptNumber, total, closedAt, at, sealed];
      await tx.query(SAVE, values);
      const actor = actorOf(question);
      await openFromPacket(deps, tx, { actor, packet, insuredArea: question.route.insuredArea });
      await writeEntry(tx, { personId, at, actor, purpose: 'details', subject: claimId });
    });
    return ok({ claimId });
  };
}

/**
 * The packets of a person, newest first, for the insured place's agency. Refusals as for the person's record.
 */
export async function claimPackets(
  deps: InsuredDeps,
  actor: Actor,
  personId: string,
): Promise<Result<readonly ClaimPacket[], Refusal>> {
  const refused = refusalToRead(actor, await readPersonArea(deps.db, personId), 'claims');
  if (refused !== null) return refused;
  const at = deps.now();
  return deps.db.transaction(async (tx) => {
    const rows = await tx.query<{ sealed: string }>(OF_PERSON, [personId]);
    await writeEntry(tx, { personId, at, actor, purpose: 'details', subject: null });
    return ok(rows.map(({ sealed }) => JSON.parse(decryptField(deps.fieldKeys, sealed)) as ClaimPacket));
  });
}

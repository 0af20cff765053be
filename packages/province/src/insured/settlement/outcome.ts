import {
  type AnswerOf,
  type Decision,
  type Handler,
  type HandlerResult,
  okWithTrades,
} from '@zhijie/exchange';
import { canonicalJson, ok, refuse } from '@zhijie/kernel';
import { writeEntry } from '../access-log/store.ts';
import type { InsuredDeps } from '../deps.ts';
import { actorOf, refusalOfRoute } from '../person/permissions.ts';
import { durably } from '../transaction.ts';
import { ownsSettlement } from './permissions.ts';
import * as store from './store.ts';
import { tradeOfReversal, tradeOfSettlement } from './trades.ts';

/**
 * What became of a settlement (T-06). `unknown`: it has not arrived, and it still may; only a reversal
 * closes that door. A tombstone is `reversed` without decision. The trades come along, so that the hub
 * learns what it missed. Refuses `not-permitted`.
 */
export function outcome(deps: InsuredDeps): Handler<'settlement.outcome@1'> {
  return async ({ settlementId, personId }, question): Promise<HandlerResult<'settlement.outcome@1'>> => {
    const denied = refusalOfRoute(deps.node, question);
    if (denied !== null) return denied;
    const file = await store.readSettlement(deps.db, personId, settlementId);
    if (file === null) return ok({ state: 'unknown', decision: null, reversedAt: null });
    const { settlement, reversal } = file;
    if (settlement.state === 'never-settled') {
      return ok({ state: 'reversed', decision: null, reversedAt: reversal?.reversed_at ?? null });
    }
    if (!ownsSettlement(question, settlement)) return refuse('not-permitted', { field: 'settlementId' });
    const entry = { personId, at: deps.now(), actor: actorOf(question), subject: settlementId };
    await writeEntry(deps.db, { ...entry, purpose: 'outcome' });
    const answer: AnswerOf<'settlement.outcome@1'> = {
      state: settlement.state,
      decision: JSON.parse(settlement.answer ?? 'null') as Decision,
      reversedAt: reversal?.reversed_at ?? null,
    };
    const trades = [tradeOfSettlement(settlement)];
    if (reversal !== null) trades.push(tradeOfReversal(settlement, reversal));
    return okWithTrades(answer, trades);
  };
}

/**
 * Takes the details of an inpatient bill after its settlement (V-04); a repeated line has no effect.
 * Refuses `not-permitted`, `settlement-unknown`, `details-do-not-add-up` when the lines differ from the
 * settled total.
 */
export function takeDetails(deps: InsuredDeps): Handler<'settlement.details@1'> {
  return async (request, question): Promise<HandlerResult<'settlement.details@1'>> => {
    const denied = refusalOfRoute(deps.node, question);
    if (denied !== null) return denied;
    const { personId, settlementId, lines } = request;
    const file = await store.readSettlement(deps.db, personId, settlementId);
    if (file === null || file.settlement.state === 'never-settled') return refuse('settlement-unknown');
    if (!ownsSettlement(question, file.settlement)) return refuse('not-permitted', { field: 'settlementId' });
    const sum = lines.reduce((total, line) => total + line.fees.total, 0);
    const total = Number(file.settlement.fee_total);
    if (sum !== total) return refuse('details-do-not-add-up', { field: 'lines', detail: { sum, total } });
    const at = deps.now();
    const bodies = lines.map((line) => ({ lineId: line.lineId, body: canonicalJson(line) }));
    await durably(deps, 'details', async (tx) => {
      await store.insertSettlementDetails(tx, { personId, settlementId, at }, bodies);
      const actor = actorOf(question);
      await writeEntry(tx, { personId, at, actor, purpose: 'details', subject: settlementId });
    });
    return ok({ accepted: lines.length });
  };
}

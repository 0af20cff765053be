/** The person's bills: list, one with its steps, how it was paid, its slip. */
import { ok, type Refusal, type Result } from '@zhijie/kernel';
import { type ActView, ownActOf } from '@zhijie/province';
import type { BillView, PagePort, PersonKey } from '@zhijie/web';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { sendPdf } from '../papers/send-file.ts';
import { type AffairsServed, asCaller } from './affairs.ts';
import { Empty } from './affairs-schema.ts';
import { portTelling } from './api.ts';
import { ownRoutes } from './routes.ts';
import { BillsQuery } from './schema.ts';

type Served = AffairsServed & { readonly port: PagePort };

const PAGE = 20;
const BILLS = '/api/person/bills';
const ONE = `${BILLS}/:settlementId`;
const settlementOf = (request: FastifyRequest): string =>
  (request.params as { settlementId: string }).settlementId;

const IN_LIST = { field: 'settlementId', fix: '请从账单清单里打开，或拨 12393' };

function keyOf({ before, limit }: { before?: string; limit?: string }) {
  const most = Number(limit ?? PAGE);
  const [settledAt, settlementId] = before?.split(',') ?? [];
  if (settledAt === undefined || settlementId === undefined) return { limit: most };
  return { limit: most, before: { settledAt: Number(settledAt), settlementId } };
}

const nextOf = (bills: readonly BillView[], limit: number): string | null => {
  const last = bills.length < limit ? undefined : bills.at(-1);
  return last === undefined ? null : `${last.settledAt},${last.settlementId}`;
};

const shownAct = ({ word, text, statuses, rest, left, undoneFor, legs }: ActView) => ({
  word,
  text,
  statuses,
  rest,
  left,
  undoneFor,
  legs: legs.map(({ legId, kind, name, state, text: said, amount, reason, page }) => ({
    legId,
    kind,
    name,
    state,
    text: said,
    amount,
    reason: reason?.text ?? null,
    page,
  })),
});

/** The act at the place of care; null where this program does not run that place's node. */
async function legsOf(
  { port, provinces }: Served,
  who: PersonKey,
  settlementId: string,
): Promise<Result<unknown, Refusal>> {
  const bill = await port.bill(who, settlementId);
  if (!bill.ok) return bill;
  const { careArea, providerId } = bill.value;
  const care = provinces.get(careArea.slice(0, 2))?.care;
  if (care === undefined) return ok({ act: null });
  return asCaller(provinces, who, async ({ actor }) => {
    const act = await ownActOf(care.deps, actor, { providerId, settlementId });
    return act.ok ? ok({ act: act.value === null ? null : shownAct(act.value) }) : act;
  });
}

/** Bills of the person who entered, or of the relative for whom somebody acts. */
export function billsApi(served: Served): (app: FastifyInstance) => Promise<void> {
  const { port } = served;
  return async (app) => {
    const { get, file } = ownRoutes(app, { ...served, servesDelegates: true }, portTelling(port, IN_LIST));
    get(BILLS, BillsQuery, async (who, query) => {
      const key = keyOf(query);
      const bills = await port.bills(who, key);
      return bills.ok ? ok({ bills: bills.value, next: nextOf(bills.value, key.limit) }) : bills;
    });
    get(ONE, Empty, async (who, _query, { settlementId = '' }) => {
      const bill = await port.bill(who, settlementId);
      if (!bill.ok) return bill;
      const cases = await port.staleCases(who);
      const stale = cases.ok ? cases.value.find((one) => one.settlementId === settlementId) : undefined;
      return ok({ bill: bill.value, stale: stale ?? null });
    });
    get(`${ONE}/legs`, Empty, (who, _query, { settlementId = '' }) => legsOf(served, who, settlementId));
    file(`${ONE}/slip`, async (who, request, reply) => {
      const settlementId = settlementOf(request);
      const slip = await port.slip(who, settlementId);
      return slip.ok ? ok(sendPdf(reply, `settlement-${settlementId}`, slip.value)) : slip;
    });
  };
}

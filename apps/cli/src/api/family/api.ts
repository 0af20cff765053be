import { ok, parseCalendarDate, type Refusal, type Result, refuse } from '@zhijie/kernel';
import { FAMILY_SCOPE_LABELS, type Province, RELATION_LABELS } from '@zhijie/province';
import type { PersonKey } from '@zhijie/web';
import type { FastifyInstance } from 'fastify';
import { amountIn } from '../desk.ts';
import { ownRoutes, type PersonServed, personActor } from '../person/routes.ts';
import { BeforeQuery, BindBody, EventsQuery, Nothing, PageQuery, QuotaBody, WalletQuery } from './schema.ts';
import { familyStatusOf, familyTelling } from './texts.ts';

const FAMILY = '/api/person/family';
const WALLET = '/api/person/wallet';
const ACCOUNT = '/api/person/account';
const PAGE = 20;
const TOLD = { telling: familyTelling, statusOf: familyStatusOf };

type Provinces = ReadonlyMap<string, Province>;
type Answer = Promise<Result<unknown, Refusal>>;
type Routes = ReturnType<typeof ownRoutes>;
type At = (who: PersonKey, work: (province: Province) => Answer) => Answer;

const listed = (labels: Readonly<Record<string, string>>) =>
  Object.entries(labels).map(([code, label]) => ({ code, label }));

/**
 * Mutual aid between relatives for the person who entered: whom the own account may serve inside the
 * province, what of it was used, and the wallets that the nation keeps.
 */
export function ownFamilyApi(
  served: PersonServed & { readonly provinces: Provinces },
): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    const routes = ownRoutes(app, served, TOLD);
    const at: At = (who, work) => {
      const province = served.provinces.get(who.area.slice(0, 2));
      return province === undefined ? Promise.resolve(refuse('not-permitted')) : work(province);
    };
    routes.get(`${FAMILY}/choices`, Nothing, async () =>
      ok({ relations: listed(RELATION_LABELS), scopes: listed(FAMILY_SCOPE_LABELS) }),
    );
    routes.get(ACCOUNT, BeforeQuery, (who, query) => at(who, (province) => account(province, who, query)));
    bindingRoutes(routes, at);
    walletRoutes(routes, at);
  };
}

async function account({ insured }: Province, who: PersonKey, { before }: BeforeQuery): Answer {
  const [moment, transferId] = before?.split(/,(.*)/s) ?? [];
  const from = transferId === undefined ? {} : { before: { at: Number(moment), transferId } };
  const { personId } = who;
  const found = await insured.services.accountOf(personActor(who), { personId, limit: PAGE, ...from });
  if (!found.ok) return found;
  const { next, ...shown } = found.value;
  return ok({ ...shown, next: next === null ? null : `${next.at},${next.transferId}` });
}

function bindingRoutes({ get, post }: Routes, at: At): void {
  get(`${FAMILY}/bindings`, PageQuery, (who, { after }) =>
    at(who, ({ insured }) =>
      insured.services.bindingsOf(personActor(who), { personId: who.personId, after }),
    ),
  );
  post(`${FAMILY}/bindings`, BindBody, (who, body) => at(who, (province) => bind(province, who, body)));
  post(`${FAMILY}/bindings/:bindingId/revoke`, Nothing, (who, _body, { bindingId = '' }) =>
    at(who, ({ insured }) => insured.services.revokeBinding(personActor(who), bindingId)),
  );
  get(`${FAMILY}/bindings/:bindingId/events`, EventsQuery, (who, { after }, { bindingId = '' }) =>
    at(who, ({ insured }) => {
      const before = after === undefined ? undefined : Number(after);
      return insured.services.bindingLog(personActor(who), { bindingId, before });
    }),
  );
}

async function bind({ insured }: Province, who: PersonKey, body: BindBody): Answer {
  const { requestKey, limitPerYear, endsOn, ...wish } = body;
  const limit = limitPerYear === undefined ? ok(null) : amountIn(limitPerYear, 'limitPerYear');
  if (!limit.ok) return limit;
  const ends = endsOn === undefined ? ok(null) : parseCalendarDate(endsOn);
  if (!ends.ok) return refuse('date-malformed', { field: 'endsOn' });
  const donorId = who.personId;
  const asked = { ...wish, donorId, limitPerYear: limit.value, endsOn: ends.value };
  const actor = personActor(who);
  const done = await insured.once(actor, { requestKey, content: body }, (services) =>
    services.bindRelative(actor, asked),
  );
  if (!done.ok) return done;
  return ok({ outcome: done.value.isRepeated ? 'unchanged' : 'applied', ...done.value.value });
}

function walletRoutes({ get, post }: Routes, at: At): void {
  get(WALLET, WalletQuery, (who, { after }) =>
    at(who, async ({ insured }) => {
      const page = { personId: who.personId, cursor: after };
      const wallet = await insured.services.walletOf(personActor(who), page);
      if (!wallet.ok) return wallet;
      // Whose money it is stays between the nation and the donors' areas.
      const { parts: _parts, ...shown } = wallet.value;
      return ok(shown);
    }),
  );
  get(`${WALLET}/transfers`, PageQuery, (who, { after }) =>
    at(who, ({ insured }) =>
      insured.services.quotaTransfersOf(personActor(who), { personId: who.personId, before: after }),
    ),
  );
  get(`${WALLET}/transfers/:transferId`, Nothing, (who, _query, { transferId = '' }) =>
    at(who, ({ insured }) => insured.services.quotaTransferOf(personActor(who), transferId)),
  );
  post(`${WALLET}/transfers`, QuotaBody, (who, body) => at(who, (province) => transfer(province, who, body)));
}

/** Puts money into a relative's wallet and says at once what the nation answered, if it did. */
async function transfer({ insured }: Province, who: PersonKey, body: QuotaBody): Answer {
  const { requestKey, amount: written, ...wish } = body;
  const amount = amountIn(written, 'amount');
  if (!amount.ok) return amount;
  const actor = personActor(who);
  const asked = { ...wish, donorId: who.personId, amount: amount.value };
  const done = await insured.once(actor, { requestKey, content: body }, (services) =>
    services.transferQuota(actor, asked),
  );
  if (!done.ok) return done;
  await insured.driveFamily();
  return insured.services.quotaTransferOf(actor, done.value.value.transferId);
}

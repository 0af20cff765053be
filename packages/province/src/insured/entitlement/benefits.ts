import { describeRefusal, ENGINE_REFUSAL_TEXTS, type EngineRefusal } from '@zhijie/engine';
import type { AnswerOf, Handler } from '@zhijie/exchange';
import {
  benefitOf,
  compareDates,
  dateOf,
  ok,
  parseCalendarDate,
  type Refusal,
  type Result,
  refuse,
} from '@zhijie/kernel';
import type { InsuredDeps } from '../deps.ts';
import { actorOf, refusalOfRoute } from '../person/permissions.ts';
import { INSURED_REFUSAL_TEXTS, type InsuredRefusalCode } from '../refusals.ts';
import { type Entitlement, entitlementOf, snapshotKey } from './service.ts';
import { readSnapshotLogged, type Snapshot } from './store.ts';

type Row = AnswerOf<'benefits.check@1'>['rows'][number];
type Period = Pick<Row, 'startsOn' | 'endsOn'>;

const textOf = (refusal: Refusal): string => {
  if (refusal.code in ENGINE_REFUSAL_TEXTS) return describeRefusal(refusal as EngineRefusal);
  return INSURED_REFUSAL_TEXTS[refusal.code as InsuredRefusalCode] ?? refusal.code;
};

const usable = (benefit: Row['benefit'], period: Period, reason = ''): Row => ({
  benefit,
  isUsable: true,
  ...period,
  reason,
});
const barred = (benefit: Row['benefit'], period: Period, reason: string): Row => ({
  benefit,
  isUsable: false,
  ...period,
  reason,
});

/** Whom a fund concerns; null: it can pay. */
function barrierOf(fund: Row['benefit'], { coverage }: Entitlement): string | null {
  if (fund === 'civilServant' && !coverage.is_civil_servant) return '不是公务员医疗补助对象。';
  if (fund === 'aid' && coverage.aid_category === 'none') return '不是医疗救助对象。';
  return null;
}

/** The row of the filing: only where the visit is not at home. */
function filingRow(entitlement: Entitlement, day: Period): Row[] {
  const { referral, unfiledRule } = entitlement;
  if (referral.reason === 'home') return [];
  const { filing } = referral;
  if (filing !== null) {
    const period = { startsOn: filing.startsOn, endsOn: filing.endedOn ?? filing.endsOn };
    return [usable('filing', period, '异地就医备案有效。')];
  }
  if (referral.reason === 'emergency') return [usable('filing', day, '急诊抢救视同已备案。')];
  if (referral.reason === 'deemed-filed') return [usable('filing', day, '参保地与就医地互认，视同已备案。')];
  if (unfiledRule === 'not-affected') return [usable('filing', day, '参保地不要求备案。')];
  const how = unfiledRule === 'refused' ? '备案前不能直接结算' : '按未备案降低待遇结算';
  return [barred('filing', day, `未查到有效的异地就医备案，${how}；出院结算前补办有效。`)];
}

/** One row per fund of the policy in force, in its order, then the account, then the filing. */
function rowsOf(snapshot: Snapshot, entitlement: Entitlement, day: string): Row[] {
  const { coverage, plan, referral } = entitlement;
  const period = { startsOn: coverage.started_on > day ? coverage.started_on : day, endsOn: null };
  const funds = [...new Set(plan.program.funds.map(({ fund }) => fund))];
  const gate = referral.referralClass === 'unfiled' && plan.filingRule === 'required';
  const rows = funds.map((fund) => {
    const reason = gate ? '未办理异地就医备案。' : barrierOf(fund, entitlement);
    return reason === null ? usable(fund, period) : barred(fund, period, reason);
  });
  const balance = snapshot.account_balance;
  const account =
    balance > 0 ? usable('account', period) : barred('account', period, '个人账户没有余额，或没有个人账户。');
  return [...rows, account, ...filingRow(entitlement, period)];
}

/**
 * Which benefits a person enjoys for a kind of care at a place on a day, each with the reason when not
 * (2001); without effect but for the access log. Where nothing can be used — not insured, suspended, no
 * policy — the pool's one row says why. Refuses `not-permitted`, `date-malformed`, `person-unknown`.
 */
export function checkBenefits(deps: InsuredDeps): Handler<'benefits.check@1'> {
  return async (request, question): Promise<Result<AnswerOf<'benefits.check@1'>, Refusal>> => {
    const refused = refusalOfRoute(deps.node, question);
    if (refused !== null) return refused;
    const on = parseCalendarDate(request.on);
    if (!on.ok) return refuse('date-malformed', { field: 'on' });
    const at = deps.now();
    const today = dateOf(at);
    const settledOn = compareDates(on.value, today) > 0 ? on.value : today;
    const key = snapshotKey(request.personId, request.insuranceType, { admittedOn: on.value, settledOn });
    const entry = { at, actor: actorOf(question), purpose: 'entitlement', subject: null } as const;
    const snapshot = await readSnapshotLogged(deps.db, key, entry);
    if (snapshot === null) return refuse('person-unknown');
    const { careType, diseaseCode } = request;
    const isEmergency = request.isEmergency || careType.startsWith('emergency');
    const dates = { admittedOn: on.value, dischargedOn: on.value, settledOn };
    const entitlement = entitlementOf(deps, snapshot, { ...request, ...dates, isEmergency, diseaseCode });
    const day = { startsOn: on.value, endsOn: null };
    if (!entitlement.ok) return ok({ rows: [barred('pool', day, textOf(entitlement.refusal))] });
    const rows = rowsOf(snapshot, entitlement.value, on.value);
    if (entitlement.value.isChronicAsOrdinary && benefitOf(careType) === 'chronic') {
      const reason = entitlement.value.isUnregistered
        ? '未查到该病种的门诊慢特病备案，按普通门诊享受待遇。'
        : '该病种按普通门诊享受待遇。';
      return ok({ rows: rows.map((row) => (row.benefit === 'pool' ? { ...row, reason } : row)) });
    }
    return ok({ rows });
  };
}

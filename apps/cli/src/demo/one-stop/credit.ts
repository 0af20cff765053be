/** Credit at discharge (永州, 淄博, 大连): no deposit, the funds first, the line pays, the bill comes later. */
import { dischargeInpatient, settleVisit } from '@zhijie/counterparties';
import { calendarDate, daysBetween, type Fen, formatYuan, formatYuanForPeople } from '@zhijie/kernel';
import type { Scene } from './scenes.ts';
import {
  at,
  type Counter,
  citizenOf,
  consultation,
  counterOf,
  drugs,
  type Place,
  peopleOf,
} from './stage.ts';

type CreditCity = {
  readonly place: Place;
  readonly product: string;
  readonly boxes: number;
  readonly hasFamilyPay: boolean;
  readonly told: string;
};

const DISCHARGED = '2026-03-02';
const yuan = (amount: unknown): string => formatYuanForPeople(amount as Fen);

/** Signs at home, is treated without a deposit, leaves, and the hospital settles afterwards. */
export function creditScene({ place, product, boxes, hasFamilyPay, told }: CreditCity): Scene['play'] {
  return async (stage) => {
    stage.goTo(at(DISCHARGED));
    const counter = counterOf(stage, place);
    const [holder, relative] = peopleOf(place);
    const atHome = await citizenOf(stage, holder!);
    await atHome.agree({
      ...{ recipientKind: 'bank', recipientId: 'demo-bank', recipientName: '示例银行' },
      ...{ purpose: 'credit', product, dataClasses: ['identity', 'cashPart'] },
    });
    const signed = await atHome.must('person/credit/lines', { requestKey: `S-${product}`, product });
    const { lineId } = signed;
    const stay = await counter.admit(holder!, [drugs(boxes), consultation]);
    const { providerId } = counter;
    await counter.desk('credit/visits', { providerId, visitId: stay.visitId });
    const deposit = { requestKey: 'D', channel: 'cash', serial: '1', amount: '100.00' };
    const refused = await counter.desk('deposits/payments', {
      ...{ providerId, visitId: stay.visitId },
      ...deposit,
    });
    await dischargeInpatient(counter.hospital, stay);
    stage.goTo(at(DISCHARGED, 17));
    const settled = await settleVisit(counter.hospital, stay, { usesPersonalAccount: false });
    const opened = { providerId, settlementId: settled.settlementId, requestKey: `A-${product}` };
    const act = await counter.act('', { ...opened, methods: [{ kind: 'credit', payer: lineId }] });
    // A session ends after twenty minutes: he enters again in the evening.
    const his = await citizenOf(stage, holder!);
    const line = await his.must(`person/credit/lines/${lineId}`);
    const due = String(line.nextDueOn);
    const days = daysBetween(calendarDate(DISCHARGED), calendarDate(due));
    const facts = {
      word: act.word,
      total: act.total,
      funds: formatYuan(settled.paidByFunds),
      credit: act.rest,
      granted: Number(signed.granted),
      available: Number(line.available),
      freeDays: days,
      deposit: String((refused.refusal as { code?: string } | undefined)?.code),
    };
    const lines = [
      told,
      `${holder!.name}签约，额度 ${yuan(signed.granted)}；入院不收预交金`,
      `出院离开后医院自己结算：总额 ${act.total}，基金先付 ${facts.funds}，信用付 ${act.rest}`,
      `剩余额度 ${yuan(line.available)}；还款日 ${due}，免息 ${days} 天`,
    ];
    if (!hasFamilyPay) return { facts, lines };
    const family = await familyPay({ stage, counter, lineId: String(lineId), his, relative: relative! });
    return { facts: { ...facts, ...family.facts }, lines: [...lines, ...family.lines] };
  };
}

type Sharing = {
  readonly stage: Parameters<Scene['play']>[0];
  readonly counter: Counter;
  readonly lineId: string;
  readonly his: Awaited<ReturnType<typeof citizenOf>>;
  readonly relative: ReturnType<typeof peopleOf>[number];
};

/** 亲情付: the line pays for a parent, who stays the patient (procedures Q-07). */
async function familyPay({ stage, counter, lineId, his, relative }: Sharing) {
  const { shareId } = await his.must('person/credit/shares', {
    ...{ requestKey: `F-${lineId}`, lineId, relationship: 'parent', amount: '5000.00', until: '2026-12-31' },
    ...{ name: relative.name, certificateNumber: relative.citizenNumber },
  });
  const hers = await citizenOf(stage, relative);
  const [share] = (await hers.must('person/credit/shares')).shares as { grantorId: string }[];
  await hers.agree({
    ...{ recipientKind: 'relative', recipientId: share!.grantorId, recipientName: '子女' },
    ...{ purpose: 'family-payment', dataClasses: ['cashPart'] },
  });
  const visit = await counter.stay(relative, [drugs(20), consultation]);
  const { settlementId } = await settleVisit(counter.hospital, visit, { usesPersonalAccount: false });
  const act = await counter.act('', {
    ...{ providerId: counter.providerId, settlementId, requestKey: `AF-${lineId}` },
    methods: [{ kind: 'credit', payer: shareId }],
  });
  const facts = { familyWord: act.word, familyCredit: act.rest };
  const lines = [`亲情付：授权 5000.00 给${relative.name}，本人住院 ${act.total}，信用付 ${act.rest}`];
  return { facts, lines };
}

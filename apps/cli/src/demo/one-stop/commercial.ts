/** One stop with the city's inclusive insurance (烟台, 上海): two layers and the patient in one act. */
import { settleVisit } from '@zhijie/counterparties';
import { formatYuan, type Instant } from '@zhijie/kernel';
import type { Scene } from './scenes.ts';
import { citizenOf, counterOf, type Lines, type Place, peopleOf } from './stage.ts';

type CommercialCity = {
  readonly place: Place;
  readonly on: Instant;
  readonly product: string;
  readonly insurer: string;
  readonly insurerName: string;
  readonly cover: Readonly<Record<string, string | number>>;
  /** What of the bill the person lets the insurer know. */
  readonly dataClass: 'inScope' | 'excluded';
  readonly bill: Lines;
  readonly told: string;
};

/** The insurer's list comes in, the person agrees once, and the counter has both slips. */
export function commercialScene(city: CommercialCity): Scene['play'] {
  return async (stage) => {
    stage.goTo(city.on);
    const { place, product, insurer, insurerName } = city;
    const counter = counterOf(stage, place);
    const [person] = peopleOf(place);
    await counter.desk('commercial/covers', {
      ...{ name: person!.name, certificateNumber: person!.citizenNumber },
      ...{ insurer, product, policyNumber: `${product}-1`, ...city.cover },
    });
    const own = await citizenOf(stage, person!);
    await own.agree({
      ...{ recipientKind: 'insurer', recipientId: insurer, recipientName: insurerName },
      ...{ purpose: 'claim-settlement', product, dataClasses: [city.dataClass] },
    });
    const stay = await counter.stay(person!, city.bill);
    const settled = await settleVisit(counter.hospital, stay, { usesPersonalAccount: false });
    const { providerId } = counter;
    const act = await counter.act('', {
      ...{ requestKey: `C-${product}`, providerId, settlementId: settled.settlementId },
      methods: [
        { kind: 'insurer', payer: product },
        { kind: 'channel', payer: 'cash' },
      ],
    });
    const amountOf = (kind: string) => act.legs.find((leg) => leg.kind === kind)?.amount ?? '0.00';
    const { slips } = (await own.must('person/commercial/slips')) as { slips: object[] };
    return {
      facts: {
        word: act.word,
        total: act.total,
        funds: formatYuan(settled.paidByFunds),
        commercial: amountOf('insurer'),
        cash: amountOf('channel'),
        slips: slips.length,
      },
      lines: [
        city.told,
        `总额 ${act.total} = 基金 ${formatYuan(settled.paidByFunds)} + ` +
          `商业保险 ${amountOf('insurer')} + 个人 ${amountOf('channel')}`,
        `同一次结算，两张结算单；医保部分不等商业保险`,
      ],
    };
  };
}

import type { Database } from '@zhijie/database';
import { type Fen, formatYuanForPeople } from '@zhijie/kernel';
import { type Transfer, transfersOf } from '@zhijie/ledger';
import { knownPersonOf } from '@zhijie/population';
import type { Network } from '../network/network.ts';
import { payerLines } from '../print-bill.ts';
import type { ToldStory } from './run-stories.ts';

const SYSTEM = { id: 'zhijie start', kind: 'system', roles: [] } as const;

async function stepsOf(network: Network, told: ToldStory): Promise<readonly string[]> {
  const address = told.story.insuredArea.slice(0, 2);
  const province = network.provinces.get(address);
  const person = knownPersonOf(told.story.person);
  if (province === undefined) return [];
  const actor = { ...SYSTEM, node: address, areas: [told.story.insuredArea] };
  const { settlementId } = told.settlement;
  const bill = await province.insured.services.billOfPerson(actor, {
    personId: person.personId,
    settlementId,
  });
  if (!bill.ok) return [];
  return bill.value.decision.steps.map((step) => `    ${step.text}`);
}

async function ledgerLines(label: string, db: Database | undefined, schema: string, reference: string) {
  const transfers: readonly Transfer[] = db === undefined ? [] : await transfersOf(db, schema, reference);
  return transfers.map(
    ({ debit, credit, amount }) => `    ${label}  借 ${debit}  贷 ${credit}  ${formatYuanForPeople(amount)}`,
  );
}

/**
 * The first bill in full: who pays what, which clause decided, and the transfers on both sides and at the
 * hub.
 */
export async function printFull(network: Network, told: ToldStory): Promise<string[]> {
  const { story, settlement } = told;
  const care = story.providerId.slice(1, 3);
  const insured = story.insuredArea.slice(0, 2);
  const id = settlement.settlementId;
  const databases = network.databases;
  return [
    `■ ${story.id}  ${story.title}`,
    `  结算号 ${id}`,
    ...payerLines(settlement),
    '  为什么（参保地政策，就医地目录）：',
    ...(await stepsOf(network, told)),
    '  账（元；两省与国家平台各记各的，三方相等）：',
    ...(await ledgerLines('参保地', databases.get(insured), 'insured_ledger', id)),
    ...(await ledgerLines('就医地', databases.get(care), 'care_ledger', id)),
    ...(await ledgerLines('国家平台', databases.get('hub'), 'hub_ledger', id)),
    ...(story.remark === undefined ? [] : [`  注：${story.remark}`]),
  ];
}

/** A line for a bill. */
export function printLine({ story, settlement }: ToldStory): string[] {
  const money = (amount: Fen): string => formatYuanForPeople(amount);
  const account =
    settlement.paidByPersonalAccount === 0 ? '' : `，个人账户 ${money(settlement.paidByPersonalAccount)}`;
  const { feeTotal, paidByFunds, borneByPerson, paidInCash } = settlement;
  return [
    `■ ${story.id}  ${story.title}`,
    `    总额 ${money(feeTotal)} = 基金 ${money(paidByFunds)} + 个人 ${money(borneByPerson)}` +
      `（现金 ${money(paidInCash)}${account}）`,
    ...(story.remark === undefined ? [] : [`    注：${story.remark}`]),
  ];
}

/** Stored settlements under another plan: what a change of policy would have done to them. */
import { type Executor, statement } from '@zhijie/database';
import { type AdjudicationInput, adjudicate, type Plan } from '@zhijie/engine';

export type AffectedBills = {
  /** How many were calculated again, at most `most`, the newest. */
  readonly bills: number;
  readonly changed: number;
  /** Settled directly then, refused by the other plan. */
  readonly refused: number;
  /** Sums over the bills that both plans settle, fen. */
  readonly funds: { readonly before: number; readonly after: number };
  readonly borne: { readonly before: number; readonly after: number };
  /** Those that change most, without saying whose they are. */
  readonly largest: readonly {
    readonly settlementId: string;
    readonly before: number;
    readonly after: number;
  }[];
};

type Row = {
  readonly settlement_id: string;
  readonly input: string;
  readonly paid_by_funds: number;
  readonly borne_by_person: number;
};

const LATEST = statement(
  'insured.policy-draft.latest-bills',
  `select s.settlement_id, s.input, s.paid_by_funds, s.borne_by_person from insured.settlement s
   where s.state = 'settled' and s.benefit_pack_hash = $1
     and not exists (select from insured.settlement_earlier_year e
       where e.person_id = s.person_id and e.settlement_id = s.settlement_id)
   order by s.settled_at desc, s.settlement_id limit $2`,
);
const SHOWN = 20;

/** The newest settlements of a plan, calculated again under another from their stored input. */
export async function affectedBills(
  db: Executor,
  { hash, plan, most }: { readonly hash: string; readonly plan: Plan; readonly most: number },
): Promise<AffectedBills> {
  const rows = await db.query<Row>(LATEST, [hash, most]);
  const funds = { before: 0, after: 0 };
  const borne = { before: 0, after: 0 };
  const changes: AffectedBills['largest'][number][] = [];
  let refused = 0;
  for (const row of rows) {
    const outcome = adjudicate(plan, JSON.parse(row.input) as AdjudicationInput);
    if (!outcome.ok) {
      refused += 1;
      continue;
    }
    const { paidByFunds, borneByPerson } = outcome.value.parts;
    const before = row.borne_by_person;
    funds.before += row.paid_by_funds;
    funds.after += paidByFunds;
    borne.before += before;
    borne.after += borneByPerson;
    if (before !== borneByPerson)
      changes.push({ settlementId: row.settlement_id, before, after: borneByPerson });
  }
  const size = ({ before, after }: (typeof changes)[number]): number => Math.abs(after - before);
  const largest = changes.toSorted((a, b) => size(b) - size(a)).slice(0, SHOWN);
  return { bills: rows.length, changed: changes.length, refused, funds, borne, largest };
}

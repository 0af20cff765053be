/**
 * The row writes of one insured settlement, taken out of the function that makes them
 * (`insured.commit_settlement`), so that the ceiling writes exactly the same rows whatever the function
 * becomes.
 */
import { type Executor, statement } from '@zhijie/database';
import { Failure } from '@zhijie/kernel';

const SOURCE = statement(
  'bench-commit-source',
  `SELECT p.prosrc AS source, pg_get_function_arguments(p.oid) AS arguments
   FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
   WHERE n.nspname = 'insured' AND p.proname = 'commit_settlement'`,
);

type Argument = { readonly name: string; readonly type: string };

/** The statements of the function in their order, in terms of its arguments. */
export type RowWrites = {
  readonly arguments: readonly Argument[];
  /** The year's counters of a first bill, and of a later one. */
  readonly openYear: string;
  readonly settlement: string;
  readonly year: string;
  readonly accessLog: string;
  readonly lockAccounts: string;
  readonly transfers: string;
  readonly balances: string;
  readonly journal: string;
};

function piece(source: string, pattern: RegExp): readonly string[] {
  const found = pattern.exec(source);
  if (found === null) throw new Failure(`insured.commit_settlement no longer contains ${pattern.source}`);
  return found;
}

function argumentsOf(text: string): Argument[] {
  return text.split(', ').map((argument) => {
    const [name = '', ...type] = argument.split(' ');
    return { name, type: type.join(' ') };
  });
}

export async function readRowWrites(db: Executor): Promise<RowWrites> {
  const [row] = await db.query<{ source: string; arguments: string }>(SOURCE, []);
  if (row === undefined) throw new Failure('insured.commit_settlement does not exist');
  const { source } = row;
  const [, reference, month, at] = piece(
    source,
    /insured_ledger\.post\([^)]*?p_codes,\s*([^,]+), ([^,]+), ([^)]+)\)/,
  );
  const [, subject] = piece(source, /values \('insured\.settlement', ([^,]+), p_digest\)/);
  const of = (pattern: RegExp): string => piece(source, pattern)[0]!.replace(/;$/, '');
  return {
    arguments: argumentsOf(row.arguments),
    openYear: of(/insert into insured\.accumulators[^;]+;/),
    settlement: of(/insert into insured\.settlement [^;]+;/),
    year: of(/update insured\.accumulators[^;]+;/),
    accessLog: of(/insert into insured\.access_log[^;]+;/),
    lockAccounts: `select balance from insured_ledger.account
      where account_id = any (p_debits) and kind = 'guarded' order by account_id for no key update`,
    transfers: `insert into insured_ledger.transfer
        (transfer_id, debit, credit, amount, code, reference, month, posted_at)
      select t.id, t.debit, t.credit, t.amount, t.code, ${reference}, ${month}, ${at}
      from unnest(p_transfer_ids, p_debits, p_credits, p_amounts, p_codes)
        t (id, debit, credit, amount, code)`,
    balances: `update insured_ledger.account a set balance = a.balance - t.amount
      from unnest(p_debits, p_amounts) t (debit, amount)
      where a.account_id = t.debit and a.kind = 'guarded'`,
    journal: `insert into evidence.journal (kind, subject, digest)
      values ('insured.settlement', ${subject}, p_digest)`,
  };
}

/** The ceiling: the same rows in one function that checks nothing and locks nothing beforehand. */
export function ceilingFunction(writes: RowWrites): string {
  const { arguments: args, openYear, settlement, year, transfers, balances, journal, accessLog } = writes;
  return `create function insured.bench_rows(${args.map(({ name, type }) => `${name} ${type}`).join(', ')})
returns void language plpgsql as $$ begin
  if p_expected_version = 0 then ${openYear}; else ${year}; end if;
  ${[settlement, transfers, balances, journal, accessLog].map((text) => `${text};`).join('\n  ')}
end $$`;
}

/** A statement with the numbered values it needs, picked from the arguments of the function. */
export type PickedStatement = {
  readonly text: string;
  readonly pick: (values: readonly unknown[]) => unknown[];
};

/**
 * Turns a statement about the function's arguments into one about parameters; list elements go one by one.
 */
export function picked(writes: RowWrites, text: string): PickedStatement {
  const places: { argument: number; element: number | null }[] = [];
  const numbers = new Map<string, number>();
  const numbered = text.replaceAll(/\b(p_\w+)(?:\[(\d+)\])?/g, (whole, name: string, element?: string) => {
    const argument = writes.arguments.findIndex((each) => each.name === name);
    if (argument < 0) throw new Failure(`insured.commit_settlement has no argument "${name}"`);
    if (!numbers.has(whole)) {
      places.push({ argument, element: element === undefined ? null : Number(element) - 1 });
      numbers.set(whole, places.length);
    }
    const type = writes.arguments[argument]!.type;
    return `$${numbers.get(whole)}::${element === undefined ? type : type.replace(/\[\]$/, '')}`;
  });
  const pick = (values: readonly unknown[]): unknown[] =>
    places.map(({ argument, element }) =>
      element === null ? values[argument] : (values[argument] as unknown[])[element],
    );
  return { text: numbered, pick };
}

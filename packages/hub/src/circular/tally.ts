import { type Database, statement } from '@zhijie/database';
import { type Clock, dateOf } from '@zhijie/kernel';

/**
 * How a question that the hub handed on ended. `refused` is an answer of the other place's business, no
 * error; the last three are what a circular calls errors of the system.
 */
export type ForwardOutcome = 'answered' | 'refused' | 'failed' | 'not-delivered' | 'no-answer';

type Asked = {
  readonly message: string;
  readonly care: string;
  readonly insured: string;
  readonly outcome: ForwardOutcome;
  readonly milliseconds: number;
};

type Sum = { asks: number; milliseconds: number };

const ADD = statement(
  'hub-circular-add',
  `INSERT INTO hub.exchange_tally AS t (day, care, insured, message, outcome, asks, milliseconds)
   SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[],
     $7::bigint[])
   ORDER BY 1, 2, 3, 4, 5
   ON CONFLICT (day, care, insured, message, outcome) DO UPDATE
     SET asks = t.asks + excluded.asks, milliseconds = t.milliseconds + excluded.milliseconds`,
);

/** Counts in memory; `flush` adds what was counted since to the table. */
export type Tally = {
  note(asked: Asked): void;
  flush(): Promise<void>;
};

export function createTally({ db, now }: { readonly db: Database; readonly now: Clock }): Tally {
  let counted = new Map<string, Sum>();
  const add = (key: string, { asks, milliseconds }: Sum): void => {
    const sum = counted.get(key) ?? { asks: 0, milliseconds: 0 };
    counted.set(key, { asks: sum.asks + asks, milliseconds: sum.milliseconds + milliseconds });
  };
  return {
    note({ message, care, insured, outcome, milliseconds }) {
      const key = [dateOf(now()), care, insured, message, outcome].join('\n');
      add(key, { asks: 1, milliseconds: Math.max(0, Math.round(milliseconds)) });
    },
    async flush() {
      if (counted.size === 0) return;
      const rows = [...counted];
      counted = new Map();
      const keys = rows.map(([key]) => key.split('\n'));
      const column = (index: number): string[] => keys.map((key) => key[index]!);
      const sums = [rows.map(([, { asks }]) => asks), rows.map(([, { milliseconds }]) => milliseconds)];
      try {
        await db.query(ADD, [column(0), column(1), column(2), column(3), column(4), ...sums]);
      } catch (error) {
        // Counted again with what has come meanwhile.
        for (const [key, sum] of rows) add(key, sum);
        throw error;
      }
    },
  };
}

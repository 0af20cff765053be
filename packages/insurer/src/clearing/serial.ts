import { type Executor, statement } from '@zhijie/database';

// One bank transaction pays one thing. A payment that was sent back has freed its serial.
const SERIAL = statement(
  'gateway-serial-used',
  `SELECT s.statement_id AS paid FROM gateway.statement_step s
   WHERE s.kind = 'pay' AND s.actor->>'insurer' = $1 AND s.input->>'bank' = $2 AND s.input->>'serial' = $3
     AND NOT EXISTS (SELECT FROM gateway.statement_step b WHERE b.statement_id = s.statement_id
       AND b.kind = 'send-back' AND b.number > s.number)
   UNION ALL
   SELECT p.fact_id FROM gateway.person_payment p
   WHERE p.actor->>'insurer' = $1 AND p.bank = $2 AND p.serial = $3
     AND NOT EXISTS (SELECT FROM gateway.person_payment_check c WHERE c.fact_id = p.fact_id
       AND c.attempt = p.attempt AND c.decision = 'send-back')
   LIMIT 1`,
);
const TURN = statement(
  'gateway-serial-turn',
  `SELECT pg_advisory_xact_lock(hashtextextended('gateway.serial ' || $1, 0))`,
);

/** Whether an insurer's bank transaction has paid something already; until the end of the transaction. */
export async function isSerialUsed(
  tx: Executor,
  insurer: string,
  { bank, serial }: { readonly bank: string; readonly serial: string },
): Promise<boolean> {
  await tx.query(TURN, [insurer]);
  return (await tx.query(SERIAL, [insurer, bank, serial])).length > 0;
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runScript, statement } from '@zhijie/database';
import { type Instant, parseDateTime } from '@zhijie/kernel';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { agency } from '../commands/agency.ts';
import { findings, useNetwork } from './network-under-test.ts';

function at(text: string): Instant {
  const parsed = parseDateTime(text);
  if (!parsed.ok) throw new Error(`${text} is no moment`);
  return parsed.value;
}

let clock = at('2026-03-25 23:59:59');
const underTest = useNetwork(['11', '31', '41'], { now: () => clock });
const folder = mkdtempSync(join(tmpdir(), 'zhijie-tickets-'));
afterAll(() => rmSync(folder, { recursive: true }));

type Answer = Record<string, unknown> & {
  readonly refusal?: { readonly code: string; readonly field: string };
};
let keys = 0;

async function ask(area: string, path: string, body?: object): Promise<Answer> {
  keys += 1;
  const response = await fetch(`${underTest().url}/api/agency/tickets${path}`, {
    headers: { 'x-zhijie-agency': area, 'x-zhijie-operator': 'liaison' },
    ...(body === undefined
      ? {}
      : { method: 'POST', body: JSON.stringify({ requestKey: `k${keys}`, ...body }) }),
  });
  return (await response.json()) as Answer;
}
const step = async (area: string, id: string, body: object): Promise<unknown> => {
  const answer = await ask(area, `/${id}/steps`, body);
  return answer.refusal?.code ?? answer.outcome;
};

const NAME = '协查样例某人';
const STAY = {
  certificateNumber: '419900198503121358',
  name: NAME,
  gender: 'male',
  institution: '北京示例医院',
  inpatientNumber: 'ZY0001',
  invoiceNumber: 'PJ0001',
  admittedOn: '2026-02-01',
  dischargedOn: '2026-02-20',
};
const inquiry = { to: '11', subject: '单次住院费用疑点', total: '30000.00', facts: STAY };

describe('an inquiry of Henan about a stay in Beijing', () => {
  let id = '';

  it('B-01 B-04 below 30,000 a ticket is offered; what is missing is named', async () => {
    expect(await ask('410000', '/inquiries', { ...inquiry, total: '29999.99' })).toMatchObject({
      refusal: { code: 'total-below-limit', field: 'total', fix: expect.stringContaining('工单') },
    });
    const { total: _, ...noTotal } = inquiry;
    expect(await ask('410000', '/inquiries', noTotal)).toMatchObject({
      refusal: { code: 'field-missing', field: 'total' },
    });
    for (const name of Object.keys(STAY)) {
      const facts = Object.fromEntries(Object.entries(STAY).filter(([key]) => key !== name));
      expect(await ask('410000', '/inquiries', { ...inquiry, facts })).toMatchObject({
        refusal: { code: 'field-missing', field: `facts.${name}` },
      });
    }
    const backwards = { ...STAY, dischargedOn: '2026-01-31' };
    expect(await ask('410000', '/inquiries', { ...inquiry, facts: backwards })).toMatchObject({
      refusal: { code: 'date-malformed', field: 'facts.dischargedOn' },
    });
    expect(await ask('410000', '/inquiries', { ...inquiry, to: '61' })).toMatchObject({
      refusal: { code: 'province-unknown' },
    });
    const opened = await ask('410000', '/inquiries', inquiry);
    expect(opened).toMatchObject({ outcome: 'applied' });
    id = String(opened.ticketId);
  });

  it('B-02 at 23:59:59 of the 25th it is of this period and changes; at 00:00 of the 26th it is frozen', async () => {
    expect(await ask('410000', `/${id}`)).toMatchObject({
      period: '2026-03',
      dueOn: '2026-04-26',
      isFrozen: false,
    });
    expect(await step('410000', id, { step: 'edit', subject: '更正事由', total: '31000.00' })).toBe(
      'applied',
    );
    clock = at('2026-03-26 00:00:00');
    expect(await step('410000', id, { step: 'edit', subject: '再改', total: '31000.00' })).toBe('frozen');
    expect(await step('410000', id, { step: 'withdraw' })).toBe('frozen');
    const next = await ask('410000', '/inquiries', inquiry);
    expect(await ask('410000', `/${String(next.ticketId)}`)).toMatchObject({
      period: '2026-04',
      dueOn: '2026-05-26',
    });
  });

  it('B-06 its facts reach the other province sealed: the nation has no name', async () => {
    for (const province of underTest().network.provinces.values()) await province.deliver();
    expect(await ask('110000', `/${id}`)).toMatchObject({
      subject: '更正事由',
      notes: [{ from: '41', facts: STAY }],
    });
    expect((await ask('310000', `/${id}`)).refusal?.code).toBe('ticket-unknown');
    expect(await ask('000000', `/${id}`)).not.toHaveProperty('notes');
    const tables = statement(
      'test-every-text',
      `SELECT count(*) AS found FROM (
         SELECT t::text AS row FROM hub.ticket t UNION ALL SELECT s::text FROM hub.ticket_step s
         UNION ALL SELECT convert_from(o.payload, 'UTF8') FROM node.outbox o) every
       WHERE row LIKE '%' || $1 || '%' OR row LIKE '%' || $2 || '%'`,
    );
    const hub = underTest().network.databases.get('hub')!;
    expect(await hub.query(tables, [NAME, STAY.certificateNumber])).toEqual([{ found: 0 }]);
    const own = statement(
      'test-notes',
      `SELECT count(*) AS found FROM cooperation.note n WHERE n::text LIKE '%' || $1 || '%'`,
    );
    for (const province of ['11', '41']) {
      const db = underTest().network.databases.get(province)!;
      expect(await db.query(own, [NAME])).toEqual([{ found: 0 }]);
    }
  });

  it('Beijing answers, Henan confirms; only they may', async () => {
    clock = at('2026-04-10 09:00:00');
    const answer = {
      step: 'answer',
      result: 'error',
      reason: '重复收费',
      facts: { found: '护理费重复 3 天' },
    };
    expect(await step('410000', id, answer)).toBe('not-permitted');
    expect(await step('110000', id, answer)).toBe('applied');
    for (const province of underTest().network.provinces.values()) await province.deliver();
    expect(await ask('410000', `/${id}`)).toMatchObject({
      state: 'answered',
      confirmBy: '2026-04-17',
      notes: [{ from: '41' }, { from: '11', facts: { found: '护理费重复 3 天' } }],
    });
    expect(await step('410000', id, { step: 'confirm' })).toBe('applied');
  });

  it('B-06 each side keeps its own file: both notes are in both, closed or not, and none can be changed', async () => {
    const file = statement(
      'test-file-of-ticket',
      'SELECT from_province AS sender FROM cooperation.note WHERE ticket_id = $1 ORDER BY written_at',
    );
    const gone = statement('test-note-gone', 'DELETE FROM cooperation.note WHERE ticket_id = $1');
    for (const province of ['11', '41']) {
      const db = underTest().network.databases.get(province)!;
      expect(await db.query(file, [id])).toEqual([{ sender: '41' }, { sender: '11' }]);
      await expect(db.query(gone, [id])).rejects.toMatchObject({ cause: { message: 'append_only' } });
    }
  });
});

describe('a ticket by the command', () => {
  async function run(...args: string[]): Promise<{ code: number; out: string }> {
    const out: string[] = [];
    const log = vi.spyOn(console, 'log').mockImplementation((text) => void out.push(String(text)));
    const error = vi.spyOn(console, 'error').mockImplementation((text) => void out.push(String(text)));
    try {
      const code = await agency.run(['tickets', ...args, '--url', underTest().url]);
      return { code, out: out.join('\n') };
    } finally {
      log.mockRestore();
      error.mockRestore();
    }
  }

  it('B-03 is opened, extended, disputed, and confirmed by itself', async () => {
    clock = at('2026-04-10 09:00:00');
    const facts = join(folder, 'facts.json');
    writeFileSync(facts, JSON.stringify({ name: NAME }));
    const opened = await run(
      'open',
      '11',
      '--topic',
      'filing',
      '--subject',
      '备案未到',
      '--facts',
      facts,
      '--agency',
      '410000',
    );
    expect(opened.code).toBe(0);
    const id = /G\S+/.exec(opened.out)![0];
    expect((await run('list', '--agency', '110000')).out).toContain('2026-04-14 前答复');
    expect(
      await run('extend', id, '--until', '2026-04-20', '--reason', '核实', '--agency', '110000'),
    ).toMatchObject({ code: 0 });
    expect(await run('agree', id, '--agency', '410000')).toMatchObject({ code: 0 });
    expect((await run('show', id, '--agency', '410000')).out).toContain('2026-04-20 前答复');
    expect(
      await run('answer', id, '--result', 'answered', '--reason', '已补', '--agency', '110000'),
    ).toMatchObject({
      code: 0,
    });
    expect(await run('dispute', id, '--reason', '仍未到', '--agency', '410000')).toMatchObject({ code: 0 });
    expect((await run('show', id, '--agency', '000000')).out).toContain('已升 1 级');
    expect(
      await run('answer', id, '--result', 'answered', '--reason', '已到', '--agency', '110000'),
    ).toMatchObject({
      code: 0,
    });
    clock = at('2026-04-24 23:59:59');
    expect((await run('show', id, '--agency', '410000')).out).toContain('已答复');
    clock = at('2026-04-25 00:00:00');
    expect((await run('show', id, '--agency', '410000')).out).toContain('已确认');
    expect(await run('confirm', id, '--agency', '410000')).toMatchObject({ code: 1 });
    expect(await findings(underTest())).toEqual([]);
    const hub = underTest().network.databases.get('hub')!;
    const beijing = underTest().network.databases.get('11')!;
    await runScript(
      hub,
      'by hand',
      `SET ROLE NONE; UPDATE hub.ticket_step SET actor_id = 'x'
      WHERE ticket_id = '${id}' AND version = 1; RESET ROLE`,
    );
    await runScript(
      beijing,
      'by hand',
      `SET ROLE NONE; ALTER TABLE cooperation.note DISABLE TRIGGER USER;
      UPDATE cooperation.note SET written_by = 'x' WHERE ticket_id = '${id}';
      ALTER TABLE cooperation.note ENABLE TRIGGER USER; RESET ROLE`,
    );
    expect((await findings(underTest())).map(({ check }) => check).toSorted()).toEqual([
      'cooperation-note-in-journal',
      'ticket-step-in-journal',
    ]);
  });
});

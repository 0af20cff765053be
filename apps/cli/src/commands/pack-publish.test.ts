import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { agencyIdentity } from '../api/agency/index.ts';
import { policiesApi } from '../api/policies.ts';
import { openPolicyFolder, type PolicyFolder } from '../policies/folder.ts';
import { POLICIES } from '../policy-files.ts';
import { pack } from './pack.ts';

let out: string[] = [];
let work = '';
let node: PolicyFolder;
let app: FastifyInstance;
let url = '';

/** A node's folder of packs, a copy beside it to edit, and the node's interface over HTTP. */
beforeEach(async () => {
  out = [];
  const keep = (...texts: unknown[]) => void out.push(texts.join(' '));
  vi.spyOn(console, 'log').mockImplementation(keep);
  vi.spyOn(console, 'error').mockImplementation(keep);
  work = mkdtempSync(join(tmpdir(), 'zhijie-publish-'));
  for (const target of ['served', 'copy'])
    for (const name of ['000000-national', '990100-example'])
      cpSync(join(POLICIES, name), join(work, target, name), { recursive: true });
  node = openPolicyFolder(join(work, 'served'));
  app = Fastify();
  await app.register(policiesApi(node, agencyIdentity({}), () => undefined));
  url = await app.listen({ host: '127.0.0.1', port: 0 });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await app.close();
  rmSync(work, { recursive: true, force: true });
});

function edit(file: string, what: string, by: string): void {
  const path = join(work, file);
  const text = readFileSync(path, 'utf8');
  expect(text).toContain(what);
  writeFileSync(path, text.replace(what, by));
}

const publish = (folder: string, more: readonly string[] = ['--url', url, '--agency', '990100']) =>
  pack.run(['publish', join(work, folder), '--folder', join(work, 'served'), ...more]);
const text = (): string => out.join('\n');
const served = (): string => readFileSync(join(work, 'served/990100-example/resident.yaml'), 'utf8');

function deductible(): unknown {
  const on = '2026-03-01' as never;
  const plan = node.library.planFor({
    area: '990100',
    insuranceType: 'resident',
    benefit: 'inpatient',
    dates: { admittedOn: on, dischargedOn: on, settledOn: on },
  });
  if (!plan.ok) throw new Error(plan.refusal.code);
  return (plan.value.policy.tables.get('deductible')!.entry as { amount?: unknown }).amount;
}

const CASES = 'copy/990100-example/resident.test.yaml';

describe('pack publish', () => {
  test('a changed pack is in force in the running node at once, and the versions are told', async () => {
    edit('copy/990100-example/resident.yaml', 'amount: 1500元', 'amount: 1000元');
    rmSync(join(work, CASES));
    expect(await publish('copy/990100-example')).toBe(0);
    expect(deductible()).toBe('1000元');
    expect(served()).toContain('amount: 1000元');
    expect(text()).toMatch(/已生效，无需重启：节点现有 2 个政策包，1 个版本变了/);
    expect(text()).toMatch(/990100-resident 住院 自 2024-01-01：[0-9a-f]{16} → [0-9a-f]{16}/);
    expect(readdirSync(work).sort()).toEqual(['copy', 'served']);
  });

  test('a whole folder with a new area in it adds the area', async () => {
    cpSync(join(POLICIES, '990102-example-a2'), join(work, 'copy/990102-example-a2'), { recursive: true });
    expect(await publish('copy')).toBe(0);
    expect(node.library.packs.map((one) => one.packId)).toContain('990102-resident');
  });

  test('edited where the node reads it, the folder is only read again', async () => {
    edit('served/990100-example/resident.yaml', 'amount: 1500元', 'amount: 1000元');
    rmSync(join(work, 'served/990100-example/resident.test.yaml'));
    expect(await publish('served/990100-example')).toBe(0);
    expect(deductible()).toBe('1000元');
  });

  test.each([
    [
      'a pack that does not load',
      'resident.yaml',
      'rate: 65%',
      'rate: 650%',
      /resident\.yaml:\d+ 错误 out-of-range/,
    ],
    ['a case that differs by a fen', 'resident.yaml', 'amount: 1500元', 'amount: 1500.01元', /案例不符/],
  ])('%s is refused whole: nothing changes', async (_, file, what, by, said) => {
    const before = served();
    edit(`copy/990100-example/${file}`, what, by);
    expect(await publish('copy')).toBe(1);
    expect(text()).toMatch(said);
    expect(text()).toContain('原来的政策包继续有效');
    expect(served()).toBe(before);
    expect(deductible()).toBe('1500元');
  });

  test('a node that refuses gets its old folder back', async () => {
    edit('copy/990100-example/resident.yaml', 'amount: 1500元', 'amount: 1000元');
    rmSync(join(work, CASES));
    const before = served();
    expect(await publish('copy/990100-example', ['--url', url])).toBe(1);
    expect(text()).toContain('节点没有接受：没有写明经办机构');
    expect(text()).toContain('文件夹已恢复原样');
    expect(served()).toBe(before);
    expect(readdirSync(work).sort()).toEqual(['copy', 'served']);
  });

  test('without a node it says so; --offline leaves it to the next start', async () => {
    await app.close();
    edit('copy/990100-example/resident.yaml', 'title: 示例市居民医保', 'title: 示例市居民医保二');
    expect(await publish('copy/990100-example')).toBe(1);
    expect(text()).toContain('没有通知到节点');
    out = [];
    expect(await publish('copy/990100-example', ['--offline'])).toBe(0);
    expect(text()).toContain('节点下次启动时生效');
  });

  test.each([[[]], [['nowhere']], [['a', 'b']]])(
    'called wrongly with %j it says what to write',
    async (args) => {
      expect(await pack.run(['publish', ...args])).toBe(2);
      expect(text()).toContain('写成 zhijie pack publish 文件夹');
    },
  );
});

describe('POST /api/agency/policies/reload', () => {
  const reload = (headers: Record<string, string>) =>
    app.inject({ method: 'POST', url: '/api/agency/policies/reload', headers });

  test('nobody unknown exchanges packs', async () => {
    const answer = await reload({});
    expect(answer.statusCode).toBe(401);
    expect(answer.json().refusal.field).toBe('x-zhijie-agency');
  });

  test('broken packs are refused with every finding; those in force stay', async () => {
    edit('served/990100-example/resident.yaml', 'rate: 65%', 'rate: 六成五');
    const answer = await reload({ 'x-zhijie-agency': '990100' });
    expect(answer.statusCode).toBe(422);
    expect(answer.json().refusal.findings[0]).toMatchObject({
      code: 'bad-value',
      file: '990100-example/resident.yaml',
    });
    expect(deductible()).toBe('1500元');
  });

  test('packs whose cases fail are refused by the node too', async () => {
    edit('served/990100-example/resident.yaml', 'amount: 1500元', 'amount: 1500.01元');
    const answer = await reload({ 'x-zhijie-agency': '990100' });
    expect(answer.statusCode).toBe(422);
    expect(answer.json().refusal.findings[0].code).toBe('case');
  });

  test('nothing changed is told as nothing', async () => {
    const answer = await reload({ 'x-zhijie-agency': '990100' });
    expect(answer.json()).toMatchObject({ packs: 2, changes: [] });
  });
});

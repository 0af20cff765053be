import { statement, useTestDatabase } from '@zhijie/database';
import { type Actor, ok, refuse } from '@zhijie/kernel';
import { beforeAll, expect, it } from 'vitest';
import { allMigrations, type Harness, harness, valueIn } from '../testing/harness.ts';
import { policyDraftServices } from './service.ts';

const db = useTestDatabase(allMigrations);
let h: Harness;
let drafts: ReturnType<typeof policyDraftServices>;
beforeAll(() => {
  h = harness(db);
  drafts = policyDraftServices(h.deps);
});

const staff = (id: string, areas = ['990100']): Actor => ({
  id,
  kind: 'agency',
  node: '99',
  areas,
  roles: ['operator'],
});
const maker = staff('maker');
const checker = staff('checker');
const proposal = { packId: '990100-resident', area: '990100', benefit: 'inpatient', content: '{}' } as const;
const proposed = async () => valueIn(await drafts.proposePolicy(maker, proposal)).draftId;
const publish = (actor: Actor, draftId: string) =>
  drafts.endPolicyDraft(actor, { draftId, outcome: 'published', reason: '' });
const leaves = statement(
  'policy-draft.test.leaves',
  'select kind from evidence.journal where subject = $1 order by 1',
);

it('a draft is published by another person, once; both acts are leaves of the journal', async () => {
  const draftId = await proposed();
  expect(await publish(maker, draftId)).toMatchObject({ refusal: { code: 'same-person' } });
  expect(await publish(checker, draftId)).toEqual(ok({ draftId }));
  expect(await publish(checker, draftId)).toMatchObject({ refusal: { code: 'draft-ended' } });
  const [draft] = await drafts.policyDrafts(checker);
  expect(draft).toMatchObject({ draftId, outcome: 'published', proposedBy: 'maker', endedBy: 'checker' });
  expect(await db.query(leaves, [draftId])).toEqual([
    { kind: 'insured.policy-draft' },
    { kind: 'insured.policy-draft-end' },
  ]);
});

it('two who publish at once: it takes effect for one of them', async () => {
  const draftId = await proposed();
  let effects = 0;
  const both = await Promise.all(
    ['one', 'two'].map((id) =>
      drafts.endPolicyDraft(staff(id), {
        draftId,
        outcome: 'published',
        reason: '',
        effect: async () => ok(++effects),
      }),
    ),
  );
  expect(both.map((each) => (each.ok ? 'done' : each.refusal.code)).sort()).toEqual(['done', 'draft-ended']);
  expect(effects).toBe(1);
});

it('what cannot be brought about leaves the draft open; its proposer takes it back, nobody else', async () => {
  const draftId = await proposed();
  const effect = async () => refuse('policies-refused');
  const failed = await drafts.endPolicyDraft(checker, { draftId, outcome: 'published', reason: '', effect });
  expect(failed).toMatchObject({ refusal: { code: 'policies-refused' } });
  const withdraw = (actor: Actor) =>
    drafts.endPolicyDraft(actor, { draftId, outcome: 'withdrawn', reason: '改日再报' });
  expect(await withdraw(checker)).toMatchObject({ refusal: { code: 'not-the-proposer' } });
  expect(await withdraw(maker)).toEqual(ok({ draftId }));
});

it('another place’s agency neither proposes, sees nor publishes it', async () => {
  const draftId = await proposed();
  const other = staff('other', ['990200']);
  expect(await drafts.proposePolicy(other, proposal)).toMatchObject({ refusal: { code: 'not-permitted' } });
  expect(await publish(other, draftId)).toMatchObject({ refusal: { code: 'not-permitted' } });
  expect([await drafts.policyDrafts(other), await drafts.policyDraft(other, draftId)]).toEqual([[], null]);
});

it('the table itself refuses a publication by the one who proposed it', async () => {
  const draftId = await proposed();
  const by = statement(
    'policy-draft.test.by',
    `insert into insured.policy_draft_end values ($1, 'maker', 'published', 'maker', 1, '')`,
  );
  await expect(db.query(by, [draftId])).rejects.toThrow(/policy_draft_of_two/);
});

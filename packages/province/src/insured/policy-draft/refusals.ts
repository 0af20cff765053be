export const POLICY_DRAFT_REFUSAL_TEXTS = {
  'draft-unknown': '没有这份拟稿',
  'draft-ended': '这份拟稿已经办结',
  'same-person': '拟稿和发布须为两人',
  'not-the-proposer': '只有拟稿人本人可以撤回',
} as const;
export type PolicyDraftRefusalCode = keyof typeof POLICY_DRAFT_REFUSAL_TEXTS | 'not-permitted';

/** Who has to act so that the next call succeeds. */
export type WhoFixes =
  | 'hospital-system'
  | 'hospital'
  | 'patient'
  | 'insured-agency'
  | 'care-agency'
  | 'platform'
  | 'nobody';

export const WHO_FIXES: Readonly<Record<WhoFixes, string>> = {
  'hospital-system': '医院信息系统开发商',
  hospital: '医院医保办',
  patient: '参保人',
  'insured-agency': '参保地经办机构',
  'care-agency': '就医地经办机构',
  platform: '平台运维',
  nobody: '无需处理',
};

/**
 * One named error of the interface. The number never changes its meaning. In the text, a part in
 * square brackets appears only when every `{name}` in it is given.
 */
export type WireErrorEntry = {
  readonly number: number;
  readonly text: string;
  readonly who: WhoFixes;
  readonly next: string;
};

export const entry = (number: number, who: WhoFixes, text: string, next: string): WireErrorEntry => ({
  number,
  text,
  who,
  next,
});

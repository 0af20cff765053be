/** What the figures are held against. Each says where it comes from; ours are for the service to set. */
export const DIRECT_RATE_TARGET = {
  name: '目标',
  value: 70,
  source: '医保发〔2022〕22号：住院费用跨省直接结算率到 2025 年底 70% 以上',
} as const;
export const SECONDS_TARGET = { name: '关注线', value: 3, source: '本平台的关注线，不是文件规定' } as const;
export const RESPONSE_TARGET = {
  name: '关注线',
  value: 1000,
  source: '本平台的关注线，不是文件规定',
} as const;

import { describe, expect, test } from 'vitest';
import { maskMessage, maskSentence, maskValue } from './mask.ts';

const ID = '319900195605082460';

describe('a masked message', () => {
  test.each([
    ['a field', `{"a":"${ID}","n":"张桂兰"}`],
    ['a number without quotes', '{"a":319900195605082460,"t":13812345678}'],
    ['JSON inside a text', JSON.stringify({ a: JSON.stringify({ b: ID, n: '张桂兰' }) })],
    ['escaped characters', `{"n":"\\u5f20\\u6842\\u5170","a":"${ID}"}`],
    ['a sentence', `{"m":"参保人张桂兰（${ID}）电话13812345678"}`],
    ['text that is no JSON', `{"n":"张桂兰" ${ID} 13812345678`],
    ['a long text', JSON.stringify({ file: `${'A'.repeat(500)}张桂兰${ID}` })],
  ])('shows no person in %s', (_where, text) => {
    const masked = maskMessage(text, ['张桂兰', ID]);
    for (const secret of ['张桂兰', '\\u6842\\u5170', ID, '13812345678'])
      expect(masked).not.toContain(secret);
  });

  test('shows no number in a sentence of its own', () => {
    expect(maskSentence(`证件号${ID}，电话13812345678`, [])).toBe(
      '证件号3199**********2460，电话138****5678',
    );
  });

  test('leaves identifiers and amounts as they are', () => {
    const text =
      '{"psn":"P990103202401000000AWEZ2NJG03","ref":"440100202611221119530000000579","amt":168.00}';
    expect(maskMessage(text, [])).toBe(text);
    expect(maskSentence('结算ID S4401002026111Q980KXBTJCGCRN5W', [])).toContain(
      'S4401002026111Q980KXBTJCGCRN5W',
    );
  });

  test.each([
    ['李建国', '李**'],
    [ID, '3199**********2460'],
    ['13812345678', '138****5678'],
    ['粤A·12345（车牌）', '粤***'],
  ])('%s becomes %s', (value, masked) => expect(maskValue(value)).toBe(masked));
});

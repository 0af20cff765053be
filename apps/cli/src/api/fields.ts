/** Fields that the agencies' requests have in common. */
import Type from 'typebox';

export const strict = { additionalProperties: false };
export const text = (description: string, maxLength: number) =>
  Type.String({ description, minLength: 1, maxLength });
export const day = (description: string) =>
  Type.String({ description, pattern: '^\\d{4}-\\d{2}-\\d{2}$', examples: ['2026-05-08'] });
export const key = Type.String({
  description: '请求编号：同一编号同一内容只生效一次',
  pattern: '^[\\x21-\\x7e]{1,50}$',
  examples: ['2026-03-000117'],
});
export const yuan = Type.String({
  description: '金额，元',
  pattern: '^\\d{1,13}(\\.\\d{1,2})?$',
  examples: ['1200.00'],
});
export const chosen = <const W extends readonly string[]>(list: W, description: string) =>
  Type.Unsafe<W[number]>(Type.Enum([...list], { description }));

/** Where a list goes on: the `next` of the page before, of this form. */
export const cursorLike = (pattern: string) =>
  Type.Optional(Type.String({ description: '接着哪一条：原样写上一页答复中的 next', pattern }));
/** The id of the last row. */
export const idCursor = cursorLike('^[\\x21-\\x7e]{1,64}$');
/** The moment of the last row in milliseconds, and its id. */
export const momentCursor = (between: ',' | '~') => cursorLike(`^\\d{1,15}${between}[\\x21-\\x7e]{1,64}$`);

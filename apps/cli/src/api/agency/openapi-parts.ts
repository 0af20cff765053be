/** What the paths of the agencies' OpenAPI document are made of. */

export const json = (description: string, schema: unknown) => ({
  description,
  content: { 'application/json': { schema } },
});

export const text = { type: 'string' };
export const Told = {
  type: 'object',
  required: ['code', 'field', 'text', 'fix'],
  properties: { code: text, field: text, text, fix: text },
};
const refusal = { type: 'object', required: ['refusal'], properties: { refusal: Told } };

export const REFUSALS = {
  401: json('没有出示身份', refusal),
  403: json('不属于本经办机构', refusal),
  409: json('同一编号此前用于不同内容', refusal),
  422: json('未予办理：哪个字段、为什么、怎么改', refusal),
  503: json('没有办成或结果未知：用同一编号再办一次，不会重复生效', refusal),
};

const outcome = {
  enum: ['applied', 'unchanged'],
  description: 'applied 已办理，unchanged 此前已办理或本来如此',
};
export const done = (name: string, description: string) =>
  json(description, {
    type: 'object',
    required: ['outcome'],
    properties: { outcome, [name]: { type: 'object' } },
  });

export const inPath = (name: string, description: string) => ({
  name,
  in: 'path',
  required: true,
  description,
  schema: text,
});

export const posting = (summary: string, body: unknown, answer: unknown, parameters: unknown[] = []) => ({
  post: {
    summary,
    parameters,
    requestBody: { required: true, ...json(summary, body) },
    responses: { 200: answer, ...REFUSALS },
  },
});

type Query = { readonly properties: object; readonly required?: readonly string[] | undefined };

/** What an address may be asked with, as the schema of its query says. */
export const inQuery = ({ properties, required = [] }: Query) =>
  Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }));

export const listing = (summary: string, query: Query, what: string) => ({
  get: {
    summary,
    parameters: inQuery(query),
    responses: { 200: json(`${what}和下一页 next`, { type: 'object' }), ...REFUSALS },
  },
});

/** A listing whose answer has a schema. */
export const answering = <T extends ReturnType<typeof listing>>({ get }: T, schema: unknown) => ({
  get: { ...get, responses: { ...get.responses, 200: json('一页和下一页 next', schema) } },
});

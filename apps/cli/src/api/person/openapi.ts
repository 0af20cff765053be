import { inPath, inQuery, json, posting, REFUSALS } from '../agency/openapi-parts.ts';
import { CalculatorBody } from '../calculator-schema.ts';
import {
  BillAnswer,
  BillsAnswer,
  BillsQuery,
  CalculationAnswer,
  FoundAnswer,
  InstitutionsAnswer,
  InstitutionsQuery,
  LegsAnswer,
  PlacesAnswer,
  SummaryAnswer,
} from './schema.ts';

const reading = (summary: string, schema: unknown, parameters: readonly unknown[] = []) => ({
  get: { summary, parameters, responses: { 200: json(summary, schema), ...REFUSALS } },
});
const paged = inQuery(BillsQuery);
const BILL = inPath('settlementId', '账单（结算）编号');
const BINARY = { type: 'string', format: 'binary' };
const ONE = '/api/person/bills/{settlementId}';

/** What a person reads about the own insurance, and what anybody may ask without signing in. */
export const PERSON_PATHS = {
  '/api/person/summary': reading('本人参保、身份和本年使用', SummaryAnswer),
  '/api/person/bills': reading('本人账单，新的在前', BillsAnswer, paged),
  [ONE]: reading('一张账单：每一步的金额、条款、地方、施行日', BillAnswer, [BILL]),
  [`${ONE}/legs`]: reading('这张账单的各笔支付办到哪一步', LegsAnswer, [BILL]),
  [`${ONE}/slip`]: {
    get: {
      summary: '结算单，可打印，有大写金额',
      parameters: [BILL],
      responses: {
        200: { description: '文件', content: { 'application/pdf': { schema: BINARY } } },
        ...REFUSALS,
      },
    },
  },
  '/api/places': reading('可以备案的地方和当地政策的核实情况，不必登录', PlacesAnswer),
  '/api/places/{area}/institutions': reading(
    '一地的医疗机构：跨省住院、门诊、慢特病开通情况，不必登录',
    InstitutionsAnswer,
    [inPath('area', '就医地，六位')],
  ),
  '/api/institutions': reading(
    '哪家医院、药店能直接结算所问的一类，能的在前，不必登录',
    FoundAnswer,
    inQuery(InstitutionsQuery),
  ),
  '/api/calculator': posting(
    '试算：一张账单谁付多少，为什么；不必登录，不保存',
    CalculatorBody,
    json('试算结果', CalculationAnswer),
  ),
} as const;

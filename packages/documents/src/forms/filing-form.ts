import type { Instant } from '@zhijie/kernel';
import type { Block, Paper } from '../pdf/paper.ts';

/** Everything in words, as the form prints it; who is named how is decided by who asks for it. */
export type FilingForm = {
  readonly filingId: string;
  readonly issuedAt: Instant;
  readonly printedOn: string;
  readonly state: string;
  readonly person: {
    readonly name: string;
    readonly gender: string;
    readonly number: string;
    readonly birthDate: string;
  };
  readonly insured: { readonly place: string; readonly insurance: string };
  readonly category: string;
  readonly places: readonly string[];
  readonly startsOn: string;
  /** Null: without an end. */
  readonly endsOn: string | null;
  readonly byCommitment: boolean;
};

const NOTES = [
  '备案后在就医地已开通的定点医疗机构持医保码、社会保障卡或身份证直接结算，目录按就医地，待遇按参保地。',
  '就医地、居住或工作情况有变化的，请变更或取消备案。出院结算前补办备案的，本次也按备案待遇结算。',
];

const PROMISES = [
  '本人申请异地就医备案，暂缺的证明材料以本承诺代替，并知道：',
  '一、所填内容真实、完整；经办机构核实时，如实提供材料。',
  '二、居住、工作情况变化时，及时变更或取消备案。',
  '三、承诺不实的，备案取消，医保基金因此多付的费用由本人退回。',
];

/** What the person promises, with a place to sign of its own. */
function commitment({ person }: FilingForm): Block[] {
  return [
    { kind: 'heading', text: '个人承诺书' },
    ...PROMISES.map((text) => ({ kind: 'text', text }) as const),
    {
      kind: 'facts',
      rows: [
        [
          { label: '承诺人', value: person.name },
          { label: '证件号码', value: person.number },
        ],
      ],
    },
    { kind: 'signatures', places: ['承诺人签名', '日期'] },
  ];
}

/**
 * The filing form for care elsewhere and, where the filing stands by it, the commitment (procedures A-04;
 * 医保发〔2022〕22号 annex forms 1 and 2, whose layouts were not at hand).
 */
export function filingFormDocument(form: FilingForm): Paper {
  const { person, insured, places, startsOn, endsOn, byCommitment } = form;
  return {
    title: '异地就医备案登记表',
    subtitle: `${insured.place}　${form.category}`,
    number: form.filingId,
    issuedAt: form.issuedAt,
    footer: '演示数据，不作办事凭证。',
    blocks: [
      { kind: 'heading', text: '参保人' },
      {
        kind: 'facts',
        rows: [
          [
            { label: '姓名', value: person.name },
            { label: '性别', value: person.gender },
            { label: '出生日期', value: person.birthDate },
          ],
          [
            { label: '证件号码', value: person.number },
            { label: '参保地', value: insured.place },
          ],
          [{ label: '险种', value: insured.insurance }],
        ],
      },
      { kind: 'heading', text: '备案' },
      {
        kind: 'facts',
        rows: [
          [
            { label: '备案类型', value: form.category },
            { label: '状态', value: form.state, isStrong: true },
          ],
          [{ label: '就医地', value: places.join('、') }],
          [
            { label: '开始日期', value: startsOn },
            { label: '结束日期', value: endsOn ?? '长期有效' },
          ],
          [
            { label: '办理方式', value: byCommitment ? '承诺制（材料后补）' : '材料齐全' },
            { label: '打印日期', value: form.printedOn },
          ],
        ],
      },
      ...NOTES.map((text) => ({ kind: 'text', tone: 'quiet', text }) as const),
      { kind: 'signatures', places: ['申请人签名', '经办人', '经办机构（盖章）'] },
      ...(byCommitment ? commitment(form) : []),
    ],
  };
}

/**
 * A flow of the national interface as a hospital's system makes it: calls in order, with what each keeps for
 * the next. The collection of `spec/` and the sequences of docs/integrating are written from these.
 */

/** `{{name}}` in a text stands for a kept value; a whole text `{{name}}` may become any value. */
export type Step = {
  readonly number: string;
  /** What this call is for, in Chinese. */
  readonly title: string;
  readonly input: unknown;
  /** Values of the answer's output by the name under which they are kept: `setlinfo.setl_id`. */
  readonly keep?: Readonly<Record<string, string>>;
  /** Values that the answer's output must have. */
  readonly expect?: Readonly<Record<string, string | number>>;
  /** Name under which the platform's reference of this call is kept. */
  readonly keepReference?: string;
  /** Name under which the message id of this call is kept. */
  readonly keepMessageId?: string;
  /** A kept message id that is sent again instead of a new one. */
  readonly messageId?: string;
  /** Whether the answer is a file. */
  readonly isFile?: boolean;
  /** No call of the interface (`number` is empty): what a person or a test network does in between. */
  readonly elsewhere?: { readonly url: string; readonly type: string; readonly body: string };
};

export type Flow = {
  readonly name: string;
  readonly title: string;
  /** When a hospital needs it, and what to watch. */
  readonly purpose: string;
  readonly provider: string;
  readonly providerName: string;
  readonly area: string;
  readonly steps: readonly Step[];
};

/** Made up at each call; `{{run}}` once at the beginning of a flow. */
export const NOW = '{{now}}';
export const TODAY = '{{today}}';

export const BEIJING = { provider: 'H11010500001', providerName: '北京示例医院', area: '110000' } as const;

/** Li Jianguo: insured in Zhengzhou as a resident, filed for Beijing. Synthetic. */
export const LI = '419900198503121358';

/** Zhou Shichang: insured in the fictional city of the examples, filed for Beijing. Synthetic. */
export const ZHOU = '999900196804051035';

export const signIn: Step = {
  number: '9001',
  title: '签到',
  input: { signIn: { opter_no: 'c01', mac: '00-00-00-00-00-00', ip: '127.0.0.1' } },
  keep: { sign_no: 'signinoutb.sign_no' },
};

export const identify = (certificate: string): Step => ({
  number: '1101',
  title: '查人：证件号换人员编号、险种、参保地',
  input: {
    data: {
      mdtrt_cert_type: '02',
      mdtrt_cert_no: certificate,
      psn_cert_type: '01',
      certno: certificate,
      psn_name: '',
    },
  },
  keep: {
    psn_no: 'baseinfo.psn_no',
    certno: 'baseinfo.certno',
    insutype: 'insuinfo.0.insutype',
    insuplc_admdvs: 'insuinfo.0.insuplc_admdvs',
  },
});

export const diagnosis = {
  diag_type: '1',
  diag_srt_no: '1',
  diag_code: 'J18.900',
  diag_name: '肺炎',
  diag_dept: '内科',
  dise_dor_no: 'D110105000001',
  dise_dor_name: '示例医师',
  diag_time: NOW,
} as const;

export const visit = { mdtrt_id: '{{mdtrt_id}}', psn_no: '{{psn_no}}' } as const;
const ordered = {
  bilg_dept_codg: '0300',
  bilg_dept_name: '内科',
  bilg_dr_codg: 'D110105000001',
  bilg_dr_name: '示例医师',
} as const;

/** One line: price times quantity is the amount. */
export const line = (serial: number, item: string, price: string, quantity: string, amount: string) => ({
  feedetl_sn: String(serial),
  ...visit,
  fee_ocur_time: NOW,
  med_list_codg: item,
  medins_list_codg: item,
  det_item_fee_sumamt: amount,
  cnt: quantity,
  pric: price,
  ...ordered,
});

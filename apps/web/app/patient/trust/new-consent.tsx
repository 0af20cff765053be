/** Terms first, then the whole text to read, each sensitive item agreed to by itself. */
import { type FormEvent, useState } from 'react';
import { useNavigate } from 'react-router';
import type { AnswerOf, BodyOf } from '../../api/call.ts';
import { useChange } from '../../api/use.ts';
import { ReadAloud } from '../../ui/read-aloud.tsx';
import { Problem } from '../../ui/state.tsx';
import { useUrlQuery } from '../../ui/url-query.ts';
import { ForPerson } from '../enter.tsx';

type Terms = BodyOf<'POST /api/person/consents/form'>;
type Form = AnswerOf<'POST /api/person/consents/form'>;
type DataClass = Terms['dataClasses'][number];
type Purpose = Exclude<Terms['purpose'], 'face-identification'>;

const LABELS: Readonly<Record<DataClass, string>> = {
  identity: '姓名和证件号码',
  phone: '手机号码',
  coverage: '参保地、险种、参保状态',
  settlement: '结算编号、日期、医疗类别',
  inScope: '范围内个人负担金额',
  selfPaidFirst: '先行自付金额',
  overLimit: '超限价金额',
  excluded: '目录外金额',
  publicFunds: '基金支付金额',
  cashPart: '个人现金支付金额',
  accountBalance: '个人账户余额',
  invoice: '医疗票据号码',
  diagnosis: '诊断',
  billLines: '费用明细',
  faceTemplate: '人脸特征',
};

type Need = {
  readonly label: string;
  readonly kind: Terms['recipientKind'];
  readonly classes: readonly DataClass[];
};
/** What each purpose may ask for; the node refuses anything more. */
const PURPOSES: Readonly<Record<Purpose, Need>> = {
  'claim-settlement': {
    label: '商业保险理赔',
    kind: 'insurer',
    classes: [
      'inScope',
      'selfPaidFirst',
      'overLimit',
      'excluded',
      'publicFunds',
      'settlement',
      'identity',
      'invoice',
    ],
  },
  underwriting: { label: '商业保险投保', kind: 'insurer', classes: ['identity', 'phone', 'coverage'] },
  credit: { label: '信用就医（银行）', kind: 'bank', classes: ['identity', 'cashPart', 'phone', 'coverage'] },
  'family-payment': {
    label: '亲情付（亲属）',
    kind: 'relative',
    classes: ['cashPart', 'settlement', 'accountBalance'],
  },
};
const WORDS = Object.keys(PURPOSES) as Purpose[];
const QUERY = ['purpose', 'id', 'name', 'product', 'classes', 'after'] as const;

type TextProps = {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
};

const TextField = ({ id, label, value, onChange }: TextProps) => (
  <>
    <label htmlFor={id}>{label}</label>
    <input id={id} required value={value} maxLength={60} onChange={({ target }) => onChange(target.value)} />
  </>
);

type TicksProps = {
  readonly legend: string;
  readonly words: readonly DataClass[];
  readonly chosen: readonly DataClass[];
  readonly onChange: (chosen: DataClass[]) => void;
};

const Ticks = ({ legend, words, chosen, onChange }: TicksProps) => (
  <fieldset>
    <legend>{legend}</legend>
    {words.map((word) => (
      <label key={word} className="tick">
        <input
          type="checkbox"
          checked={chosen.includes(word)}
          onChange={({ target }) =>
            onChange(target.checked ? [...chosen, word] : chosen.filter((one) => one !== word))
          }
        />
        {LABELS[word]}
      </label>
    ))}
  </fieldset>
);

type AgreeProps = { readonly terms: Terms; readonly form: Form; readonly after: string };

function Agree({ terms, form, after }: AgreeProps) {
  const go = useNavigate();
  const [separately, setSeparately] = useState<DataClass[]>([]);
  const give = useChange('POST /api/person/consents', {
    changes: ['GET /api/person/consents'],
    isKeyed: false,
    onDone: () => void go(after),
  });
  const sensitive = form.dataClasses.filter((one) => form.sensitiveClasses.includes(one)) as DataClass[];
  return (
    <section aria-labelledby="read">
      <h1 id="read">请先读完</h1>
      <pre className="paper">{form.text}</pre>
      <ReadAloud text={form.text} />
      {sensitive.length === 0 ? null : (
        <Ticks
          legend="敏感信息，逐项单独同意"
          words={sensitive}
          chosen={separately}
          onChange={setSeparately}
        />
      )}
      {give.error === null ? null : <Problem error={give.error} />}
      <button
        type="button"
        className="main-button"
        disabled={give.isPending}
        onClick={() => give.mutate({ body: { ...terms, textHash: form.textHash, separately } })}
      >
        我同意
      </button>
      <p className="quiet">随时可以撤回，撤回立即生效。</p>
    </section>
  );
}

function Page() {
  const { query } = useUrlQuery(QUERY);
  const [purpose, setPurpose] = useState<Purpose>(
    WORDS.find((one) => one === query.purpose) ?? 'claim-settlement',
  );
  const [recipientId, setId] = useState(query.id ?? '');
  const [recipientName, setName] = useState(query.name ?? '');
  const [product, setProduct] = useState(query.product ?? '');
  const asked = (query.classes ?? '').split(',').filter((one): one is DataClass => one in LABELS);
  const [classes, setClasses] = useState<DataClass[]>(asked);
  const read = useChange('POST /api/person/consents/form', { changes: [], isKeyed: false });
  const { kind, classes: possible } = PURPOSES[purpose];
  const needsProduct = purpose !== 'family-payment';
  const terms: Terms = {
    recipientKind: kind,
    recipientId,
    recipientName,
    purpose,
    dataClasses: classes,
    ...(needsProduct ? { product } : {}),
  };
  const send = (event: FormEvent): void => {
    event.preventDefault();
    read.mutate({ body: terms });
  };
  const after = query.after?.startsWith('/') === true ? query.after : '/consents';
  if (read.data !== undefined) return <Agree terms={terms} form={read.data} after={after} />;
  return (
    <form className="form" onSubmit={send}>
      <h1>给出同意</h1>
      <label htmlFor="purpose">用途</label>
      <select
        id="purpose"
        value={purpose}
        onChange={({ target }) => {
          setPurpose(target.value as Purpose);
          setClasses([]);
        }}
      >
        {WORDS.map((word) => (
          <option key={word} value={word}>
            {PURPOSES[word].label}
          </option>
        ))}
      </select>
      <TextField id="recipient-id" label="对方编号" value={recipientId} onChange={setId} />
      <TextField id="recipient-name" label="对方名称" value={recipientName} onChange={setName} />
      {needsProduct ? (
        <TextField id="product" label="产品编号" value={product} onChange={setProduct} />
      ) : null}
      <Ticks legend="给哪几项（只给需要的）" words={possible} chosen={classes} onChange={setClasses} />
      {read.error === null ? null : <Problem error={read.error} />}
      <button type="submit" className="main-button" disabled={classes.length === 0 || read.isPending}>
        看同意书全文
      </button>
    </form>
  );
}

export const Component = () => (
  <ForPerson>
    <Page />
  </ForPerson>
);

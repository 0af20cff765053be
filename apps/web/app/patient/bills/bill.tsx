import { AREA_NAMES, CARE_TYPES, isWord, LABELS } from '@zhijie/kernel';
import { Link, useParams } from 'react-router';
import { REFERRAL } from '../../../src/texts/words.ts';
import type { AnswerOf } from '../../api/call.ts';
import { useRead } from '../../api/use.ts';
import { momentText } from '../../ui/dates.ts';
import { Money } from '../../ui/money.tsx';
import { ReadAloud } from '../../ui/read-aloud.tsx';
import { Loaded } from '../../ui/state.tsx';
import { ForPerson } from '../enter.tsx';
import { compareAddress } from './compare-query.ts';
import { PaymentTimeline } from './legs.tsx';
import { Papers } from './papers.tsx';
import { Waterfall } from './waterfall.tsx';
import { type Bill, stayText, toldBill, wordsOf } from './words.ts';

type Answer = AnswerOf<'GET /api/person/bills/{settlementId}'>;

function Headline({ bill }: { bill: Bill }) {
  const { parts } = bill.decision;
  if (bill.state === 'reversed')
    return (
      <div className="sum">
        <p>这张账单已撤销，只作记录。</p>
        <p className="sum-amount">
          <s>
            <Money fen={parts.paidInCash} />
          </s>
        </p>
      </div>
    );
  return (
    <div className="sum">
      <p>这次您付现金</p>
      <p className="sum-amount">
        <Money fen={parts.paidInCash} />
      </p>
      <p className="sum-words">{wordsOf(parts.paidInCash)}</p>
      <p>
        总费用 <Money fen={parts.feeTotal} />
        ，医保基金付 <Money fen={parts.paidByFunds} isStrong />
        {parts.paidByPersonalAccount === 0 ? null : (
          <>
            ，个人账户付 <Money fen={parts.paidByPersonalAccount} isStrong />
          </>
        )}
        。
      </p>
    </div>
  );
}

function Notices({ bill, stale }: Answer) {
  const { isProvisional, warnings } = bill.decision;
  const changed = stale?.personDifference ?? 0;
  return (
    <>
      {isProvisional ? (
        <p className="note">政策待核实：参保地还没有发布新一期规定，暂按上一期计算。</p>
      ) : null}
      {stale !== null && stale.closedAt === null ? (
        <p className="note">
          有一张更早的账单后来撤销了。
          {changed === 0 ? null : (
            <>
              重新算的话，您会{changed > 0 ? '多付' : '少付'} <Money fen={Math.abs(changed)} />。
            </>
          )}
          经办人员会处理，金额现在没有变动。
        </p>
      ) : null}
      {warnings.map((text) => (
        <p key={text} className="note">
          {text}
        </p>
      ))}
    </>
  );
}

const area = (code: string): string => AREA_NAMES[code as keyof typeof AREA_NAMES] ?? code;

function Facts({ bill }: { bill: Bill }) {
  const { careType, careArea, decision, settlementId, settledAt } = bill;
  const rows: readonly (readonly [string, string])[] = [
    ['就医地', area(careArea)],
    ['就诊', `${isWord(CARE_TYPES, careType) ? LABELS.careType[careType] : '就诊'}，${stayText(bill)}`],
    ['参保地', `${area(decision.insuredArea)} · ${LABELS.insuranceType[decision.insuranceType]}`],
    ['按哪种备案算', REFERRAL[decision.referralClass as keyof typeof REFERRAL] ?? decision.referralClass],
    ['结算时间', momentText(settledAt)],
    ['账单编号', settlementId],
  ];
  return (
    <details className="card">
      <summary>就诊信息</summary>
      <dl className="facts">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function One({ bill, stale }: Answer) {
  const { parts, steps } = bill.decision;
  return (
    <>
      <h1>{bill.providerName}的账单</h1>
      <Headline bill={bill} />
      <ReadAloud text={toldBill(bill)} />
      <Notices bill={bill} stale={stale} />
      <section aria-labelledby="why">
        <h2 id="why">为什么是这个数</h2>
        <p className="quiet">每一条横条是总费用里的一段。点一条，看文件、条款、地方和施行日。</p>
        <Waterfall parts={parts} steps={steps} />
      </section>
      <p className="no-print">
        <Link to={compareAddress(bill)}>同一张账单，换一种备案会怎样</Link>
      </p>
      <PaymentTimeline bill={bill} />
      <Papers bill={bill} />
      <Facts bill={bill} />
    </>
  );
}

function Page() {
  const { settlementId = '' } = useParams();
  const bill = useRead('GET /api/person/bills/{settlementId}', { path: { settlementId } });
  return (
    <Loaded of={bill} what="账单">
      {(answer) => <One {...answer} />}
    </Loaded>
  );
}

export const Component = () => (
  <ForPerson>
    <Page />
  </ForPerson>
);

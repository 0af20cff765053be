/** Payments between provinces: to finance, paid with the bank's serial and date, received. */
import { amountInWords, formatYuan, type TotalFen } from '@zhijie/kernel';
import { Button, Input, Modal } from 'antd';
import { type FormEvent, useState } from 'react';
import { dayText } from '../../ui/dates.ts';
import { Field } from '../../ui/field.tsx';
import { Money } from '../../ui/money.tsx';
import { useAccount, useSession } from '../../ui/session.tsx';
import { Empty, Problem } from '../../ui/state.tsx';
import { Status } from '../../ui/status.tsx';
import { type Column, DataTable, moneyColumn, textColumn } from '../../ui/table.tsx';
import { useStep } from './confirmation.tsx';
import { INSURANCE, ORDER_TONES, type Order, type ProvinceMonth, provinceName } from './words.ts';

type Props = { readonly view: ProvinceMonth; readonly province: string };

/** Bank, serial and date are asked by the rule: no payment without them. */
function PayForm({ view, order, onDone }: { view: ProvinceMonth; order: Order; onDone: () => void }) {
  const { session } = useSession();
  const { take, error, isPending, isSuccess } = useStep(view, order.orderId);
  const [bank, setBank] = useState('');
  const [serial, setSerial] = useState('');
  const [paidOn, setPaidOn] = useState(dayText(session.now));
  const send = (event: FormEvent): void => {
    event.preventDefault();
    const amount = formatYuan(order.amount as TotalFen);
    take({ step: 'pay', orderId: order.orderId, bank, serial, paidOn, purpose: 'clearing', amount });
  };
  if (isSuccess) {
    return (
      <section className="state" role="status">
        <p className="state-title">
          已登记付款 <Money fen={order.amount} />
        </p>
        <p>下一步：等待对方省登记到账。</p>
        <Button type="primary" autoFocus onClick={onDone}>
          好
        </Button>
      </section>
    );
  }
  return (
    <form className="form-grid" onSubmit={send}>
      <p>
        付给{provinceName(order.payee)} <Money fen={order.amount} isStrong />
      </p>
      <p className="words">{amountInWords(order.amount as TotalFen)}</p>
      {error === null ? null : <Problem error={error} />}
      <Field label="付款银行">
        {(id) => <Input id={id} required value={bank} onChange={({ target }) => setBank(target.value)} />}
      </Field>
      <Field label="银行流水号">
        {(id) => <Input id={id} required value={serial} onChange={({ target }) => setSerial(target.value)} />}
      </Field>
      <Field label="付款日期">
        {(id) => (
          <Input
            id={id}
            type="date"
            required
            value={paidOn}
            onChange={({ target }) => setPaidOn(target.value)}
          />
        )}
      </Field>
      <Button type="primary" htmlType="submit" loading={isPending}>
        登记付款
      </Button>
    </form>
  );
}

function OrderActs({ view, province, order, pay }: Props & { order: Order; pay: (order: Order) => void }) {
  const { roles } = useAccount();
  const { session } = useSession();
  const { take, error, isPending } = useStep(view, order.orderId);
  if (!roles.includes('clearing-payer')) return null;
  const { orderId, state, payer, payee } = order;
  return (
    <>
      {payer === province && state === 'due' ? (
        <Button size="small" loading={isPending} onClick={() => take({ step: 'submit', orderId })}>
          送财政
        </Button>
      ) : null}
      {payer === province && state === 'at-finance' ? (
        <Button size="small" type="primary" onClick={() => pay(order)}>
          登记付款
        </Button>
      ) : null}
      {payee === province && state === 'paid' ? (
        <Button
          size="small"
          loading={isPending}
          onClick={() => take({ step: 'receive', orderId, receivedOn: dayText(session.now) })}
        >
          登记到账
        </Button>
      ) : null}
      {error === null ? null : <Problem error={error} />}
    </>
  );
}

const bankText = ({ transfer }: Order): string =>
  transfer === null ? '—' : `${transfer.bank} ${transfer.serial}`;

function columnsOf(props: Props, pay: (order: Order) => void): readonly Column<Order>[] {
  return [
    textColumn('order', '款项编号', ({ orderId }) => orderId),
    {
      id: 'way',
      title: '付款省 → 收款省',
      isFixed: true,
      cell: ({ payer, payee }) => `${provinceName(payer)} → ${provinceName(payee)}`,
      csv: ({ payer, payee }) => `${provinceName(payer)}→${provinceName(payee)}`,
    },
    textColumn('insurance', '险种', ({ insuranceType }) => INSURANCE[insuranceType]),
    moneyColumn('amount', '金额', ({ amount }) => amount),
    {
      id: 'state',
      title: '状态',
      cell: ({ state, label }) => <Status tone={ORDER_TONES[state]}>{label}</Status>,
      csv: ({ label }) => label,
    },
    textColumn('bank', '银行和流水号', bankText),
    {
      id: 'paidOn',
      title: '付款日期',
      cell: ({ transfer }) => transfer?.paidOn ?? '—',
      csv: ({ transfer }) => transfer?.paidOn ?? null,
    },
    { id: 'acts', title: '办理', cell: (order) => <OrderActs {...props} order={order} pay={pay} /> },
  ];
}

export function Orders(props: Props) {
  const { view } = props;
  const [paying, setPaying] = useState<Order | null>(null);
  if (view.orders.length === 0) return <Empty text="下发通知书后才有款项。" />;
  return (
    <>
      <DataTable
        name="清算款项"
        caption="款项"
        columns={columnsOf(props, setPaying)}
        rows={view.orders}
        keyOf={({ orderId }) => orderId}
        totals={{ amount: <Money fen={view.orders.reduce((sum, { amount }) => sum + amount, 0)} isStrong /> }}
      />
      <Modal
        open={paying !== null}
        footer={null}
        title="登记付款"
        onCancel={() => setPaying(null)}
        destroyOnHidden
      >
        {paying === null ? null : <PayForm view={view} order={paying} onDone={() => setPaying(null)} />}
      </Modal>
    </>
  );
}

import { Button, Drawer, Tabs } from 'antd';
import { useUrlQuery } from '../../ui/url-query.ts';
import { TicketList } from './list.tsx';
import { OpenTicket } from './open.tsx';
import { TicketView } from './ticket.tsx';
import { BOXES } from './words.ts';

const NAMES = ['box', 'ticket', 'new'] as const;

/** Inquiries about fees and tickets between provinces: what is due first stands first. */
export function Component() {
  const { query, change } = useUrlQuery(NAMES);
  const box = BOXES.find(([id]) => id === query.box)?.[0] ?? 'answer';
  const { ticket } = query;
  const about = query.new === 'inquiry' ? 'inquiry' : query.new === 'ticket' ? 'ticket' : null;
  return (
    <>
      <h1>协查和工单</h1>
      <p className="lead">
        备案类 2 个工作日、系统故障 1 个、其他 10 个工作日内答复；有异议的升一级重新办理。
      </p>
      <div className="actions no-print">
        <Button type="primary" onClick={() => change({ new: 'ticket' })}>
          提出工单
        </Button>
        <Button onClick={() => change({ new: 'inquiry' })}>提出费用协查</Button>
      </div>
      <Tabs
        activeKey={box}
        onChange={(next) => change({ box: next === 'answer' ? undefined : next })}
        items={BOXES.map(([key, label]) => ({ key, label }))}
      />
      <TicketList key={box} box={box} />
      <Drawer
        open={ticket !== undefined}
        onClose={() => change({ ticket: undefined })}
        title={`协查和工单 ${ticket ?? ''}`}
        size={1000}
        destroyOnHidden
      >
        {ticket === undefined ? null : <TicketView key={ticket} ticketId={ticket} />}
      </Drawer>
      <Drawer
        open={about !== null}
        onClose={() => change({ new: undefined })}
        title={about === 'inquiry' ? '提出费用协查' : '提出工单'}
        size={640}
        destroyOnHidden
      >
        {about === null ? null : (
          <OpenTicket about={about} onOpened={() => change({ new: undefined, box: 'asked' })} />
        )}
      </Drawer>
    </>
  );
}

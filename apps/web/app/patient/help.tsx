import { Link, useSearchParams } from 'react-router';
import { useElder } from '../ui/elder.tsx';
import { ReadAloud } from '../ui/read-aloud.tsx';
import { More } from './home.tsx';

const TEXT =
  '可以拨打医保服务热线 12393，由人工接听；可以请家人代您办理；也可以带身份证或社保卡到医院医保窗口、参保地经办窗口办理。问事和备案都不收钱。';

/** People who help, first; the rest of what can be done, behind one more choice. */
export function Component() {
  const { isElder } = useElder();
  const [query] = useSearchParams();
  const all = query.get('all');
  if (all !== null)
    return (
      <>
        <h1>其他服务</h1>
        <More chosen={all} />
      </>
    );
  return (
    <>
      <h1>找人帮忙</h1>
      <ul className="choices">
        <li>
          <a className="choice-link" href="tel:12393">
            打电话 12393
          </a>
        </li>
        <li>
          <Link className="choice-link" to="/relatives">
            请家人代办
          </Link>
        </li>
        <li>
          <Link className="choice-link" to="/filing">
            问：我去外地看病该怎么办
          </Link>
        </li>
        <li>
          <Link className="choice-link" to="/help?all=1">
            其他服务
          </Link>
        </li>
      </ul>
      <ReadAloud text={TEXT} />
      {isElder ? null : (
        <section className="card">
          <h2>去窗口</h2>
          <p>带身份证或社保卡，到医院医保窗口，或参保地经办窗口。没有智能手机也能办，窗口可以打印医保码。</p>
        </section>
      )}
    </>
  );
}

import { dateOf, type FilingCategory, type Instant, LABELS } from '@zhijie/kernel';
import { type FormEvent, useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { type CategoryText, LONG_TERM, PAPERS, TEMPORARY } from '../../../src/texts/words.ts';
import type { AnswerOf, BodyOf } from '../../api/call.ts';
import { useChange, useRead } from '../../api/use.ts';
import { usePersonSession } from '../../ui/person.tsx';
import { Loaded, Problem } from '../../ui/state.tsx';
import { ForPerson } from '../enter.tsx';
import { PlaceSelect } from './place-select.tsx';

type Body = BodyOf<'POST /api/person/filings'>;
type Insurance = Body['insuranceType'];

type CategoryProps = { readonly chosen: string; readonly onChoose: (category: FilingCategory) => void };

function Category({ chosen, onChoose }: CategoryProps) {
  const choice = ({ category, plain, paper }: CategoryText) => (
    <label key={category} className="tick">
      <input
        type="radio"
        name="category"
        required
        checked={category === chosen}
        onChange={() => onChoose(category)}
      />
      <span>
        {plain}
        <small>
          （{LABELS.filingCategory[category]}）{paper}
        </small>
      </span>
    </label>
  );
  return (
    <fieldset>
      <legend>为什么去外地看病</legend>
      <p className="quiet">长期在外地：</p>
      {LONG_TERM.map(choice)}
      <p className="quiet">临时去外地（至少 6 个月有效）：</p>
      {TEMPORARY.map(choice)}
    </fieldset>
  );
}

type PapersProps = {
  readonly held: readonly string[];
  readonly onHold: (held: readonly string[]) => void;
};

function Papers({ held, onHold }: PapersProps) {
  return (
    <fieldset>
      <legend>您有哪些材料</legend>
      <p className="quiet">身份和登记表由本页代替，没有就不选。</p>
      {PAPERS.map(([paper, label]) => (
        <label key={paper} className="tick">
          <input
            type="checkbox"
            checked={held.includes(paper)}
            onChange={({ target }) =>
              onHold(target.checked ? [...held, paper] : held.filter((one) => one !== paper))
            }
          />
          {label}
        </label>
      ))}
    </fieldset>
  );
}

const isInsurance = (text: string | null): text is Insurance => text === 'employee' || text === 'resident';

/** The signed-in session stands for the identity paper, this form for the filing form (F-02). */
const OWN_PAPERS = ['insurance-code', 'filing-form'] as const;

type Coverages = AnswerOf<'GET /api/person/summary'>['coverages'];

function FilingForm({ coverages }: { coverages: Coverages | null }) {
  const go = useNavigate();
  const [query] = useSearchParams();
  const { session } = usePersonSession();
  const asked = query.get('insuranceType');
  const [insuranceType, setInsurance] = useState<Insurance>(
    isInsurance(asked) ? asked : (coverages?.[0]?.insuranceType ?? 'resident'),
  );
  const [category, setCategory] = useState(query.get('category') ?? '');
  const [destination, setDestination] = useState(query.get('destination') ?? '');
  const [startsOn, setStartsOn] = useState<string>(dateOf(session.now as Instant));
  const [held, setHeld] = useState<readonly string[]>([]);
  const [commitment, setCommitment] = useState(false);
  const file = useChange('POST /api/person/filings', {
    changes: ['GET /api/person/filings'],
    isKeyed: false,
    onDone: () => void go('/filings'),
  });
  const send = (event: FormEvent): void => {
    event.preventDefault();
    const documents = [...OWN_PAPERS, ...held] as Body['documents'];
    const body = { insuranceType, category: category as Body['category'], destination, startsOn };
    file.mutate({ body: { ...body, documents, commitment } });
  };
  return (
    <form className="form" onSubmit={send}>
      <fieldset>
        <legend>用哪份医保</legend>
        {(['resident', 'employee'] as const)
          .filter((word) => coverages === null || coverages.some((one) => one.insuranceType === word))
          .map((word) => (
            <label key={word} className="tick">
              <input
                type="radio"
                name="insuranceType"
                checked={insuranceType === word}
                onChange={() => setInsurance(word)}
              />
              {LABELS.insuranceType[word]}
            </label>
          ))}
      </fieldset>
      <PlaceSelect
        label="去哪里看病（选城市，不用选医院）"
        value={destination}
        onChange={setDestination}
        without={coverages?.map(({ insuredArea }) => insuredArea) ?? []}
      />
      <Category chosen={category} onChoose={setCategory} />
      <label htmlFor="startsOn">从哪天开始（已经住院的也选今天）</label>
      <input
        id="startsOn"
        type="date"
        required
        value={startsOn}
        onChange={({ target }) => setStartsOn(target.value)}
      />
      <Papers held={held} onHold={setHeld} />
      <label className="tick">
        <input
          type="checkbox"
          checked={commitment}
          onChange={({ target }) => setCommitment(target.checked)}
        />
        我承诺情况属实，以后补交材料（只有长期类可以）
      </label>
      {file.error === null ? null : <Problem error={file.error} />}
      <button type="submit" className="main-button" disabled={file.isPending}>
        {file.isPending ? '正在提交…' : '提交备案'}
      </button>
      <p className="quiet">办备案不收钱，提交后可以取消。</p>
    </form>
  );
}

/** A delegate for filings may not see the coverages: then both insurances are offered. */
function Page() {
  const summary = useRead('GET /api/person/summary', {});
  const isHidden = summary.error !== null && summary.error.kind !== 'unknown';
  return (
    <>
      <h1>办理异地就医备案</h1>
      {isHidden ? (
        <FilingForm coverages={null} />
      ) : (
        <Loaded of={summary} what="参保信息">
          {({ coverages }) => <FilingForm coverages={coverages} />}
        </Loaded>
      )}
    </>
  );
}

export const Component = () => (
  <ForPerson>
    <Page />
  </ForPerson>
);

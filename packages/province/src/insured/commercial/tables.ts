/**
 * What commercial insurers know and pay of a person's bills, apart from everything public: no table of the
 * funds names these, and dropping them changes no public byte (procedures K-01…K-08). Amounts are fen.
 *
 * A product-year's counters are always the sum over its live payments and over bills that were only counted
 * (below the deductible, or never asked for) as long as their public settlement stands: a reversal, of
 * either, restores both deductible and cap by itself (K-02). `commercial_year.version` is their order.
 */
export const commercialTables = `
create table insured.commercial_enrolment (
  enrolment_id text primary key,
  person_id text not null references insured.person,
  insurer text not null,
  product text not null,
  policy_number text not null,
  version text,
  health text not null check (health in ('healthy', 'pre-existing')),
  years integer not null check (years between 1 and 100),
  household_years integer check (household_years >= 0),
  premium bigint not null check (premium >= 0),
  starts_on text not null check (starts_on ~ '^\\d{4}-\\d{2}-\\d{2}$'),
  ends_on text not null,
  source text not null check (source in ('insurer-list', 'purchase')),
  enrolled_at bigint not null,
  enrolled_by text not null,
  cancelled_at bigint,
  constraint commercial_enrolment_period check (ends_on >= starts_on),
  constraint commercial_enrolment_number unique (insurer, policy_number)
);
create unique index commercial_enrolment_once on insured.commercial_enrolment (person_id, product)
  where cancelled_at is null;
comment on table insured.commercial_enrolment is '参保人持有的商业补充保险：谁、哪个产品、保障期、健康状况归类；金额为分';

create table insured.commercial_year (
  person_id text not null,
  product text not null,
  version bigint not null check (version > 0),
  primary key (person_id, product)
);

create table insured.commercial_bill (
  person_id text not null,
  settlement_id text not null,
  -- What the public settlement left to be paid in cash: nobody pays for a person what he does not owe (K-02).
  owed bigint not null check (owed >= 0),
  paid bigint not null default 0,
  primary key (person_id, settlement_id),
  constraint commercial_never_more_than_owed check (paid between 0 and owed)
);

create table insured.commercial_payment (
  payment_id text primary key,
  person_id text not null,
  state text not null,
  -- 'leg' at the counter, 'claim' afterwards to the person, 'count' for the deductible only.
  way text not null,
  settlement_id text,
  product text,
  product_hash text,
  enrolment_id text references insured.commercial_enrolment,
  asked bigint not null default 0,
  amount bigint not null default 0,
  -- By class of result what was paid; by liability what was counted and paid.
  taken jsonb not null default '{}',
  delta jsonb not null default '{}',
  -- What each liability did, for the person's slip.
  layers jsonb not null default '[]',
  held_until bigint,
  reason_code text,
  reason_text text,
  slip_id text unique,
  -- The insurer's own words, where it answers by itself.
  answer_text text,
  answer_signature text,
  opened_at bigint not null,
  changed_at bigint not null,
  confirmed_at bigint
);
-- One function behind one constraint (ADR 0011).
create function insured.is_commercial_payment(v insured.commercial_payment) returns boolean
language plpgsql immutable as $$
begin
  return v.state in ('held', 'confirmed', 'voided', 'refused', 'later', 'counted')
    and v.way in ('leg', 'claim', 'count') and v.asked >= 0 and v.amount >= 0
    and (v.state = 'voided' or num_nulls(v.settlement_id, v.product) = 0)
    and case when v.state in ('held', 'confirmed') then v.amount between 1 and v.asked
        and num_nulls(v.enrolment_id, v.product_hash, v.slip_id) = 0
      when v.state = 'voided' then true else v.amount = 0 end
    and num_nulls(v.reason_code, v.reason_text) in (0, 2)
    and num_nulls(v.answer_text, v.answer_signature) in (0, 2);
end $$;
alter table insured.commercial_payment add constraint commercial_payment_is_sound
  check (insured.is_commercial_payment(commercial_payment));
-- One product pays a bill once.
create unique index commercial_payment_once on insured.commercial_payment (person_id, settlement_id, product)
  where state in ('held', 'confirmed');
create index commercial_payment_year on insured.commercial_payment (person_id, product);
create index commercial_payment_bill on insured.commercial_payment (person_id, settlement_id);
create index commercial_payment_held on insured.commercial_payment (held_until) where state = 'held';
comment on table insured.commercial_payment is '商业保险对一次结算的支付；counted：只累计免赔额，没有赔付';

create function insured.guard_commercial_payment() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or old.state in ('voided', 'refused')
    or (old.state in ('confirmed', 'later', 'counted') and new.state <> 'voided')
    or (old.state = 'held' and new.state not in ('confirmed', 'voided'))
    or (old.payment_id, old.person_id, old.way, old.asked, old.amount, old.taken, old.delta)
      is distinct from (new.payment_id, new.person_id, new.way, new.asked, new.amount, new.taken,
        new.delta) then
    raise exception 'commercial payment % is terminal', old.payment_id;
  end if;
  return new;
end $$;
create trigger commercial_payment_lattice before update or delete on insured.commercial_payment
  for each row execute function insured.guard_commercial_payment();

-- Claims after the counter: asked again until the insurer says yes or no (K-07).
create table insured.commercial_later (
  claim_id text primary key,
  person_id text not null,
  settlement_id text not null,
  product text not null,
  state text not null check (state in ('queued', 'paid', 'declined', 'withdrawn')),
  attempts integer not null default 0,
  next_at bigint not null,
  reason_code text,
  reason_text text,
  queued_at bigint not null,
  changed_at bigint not null
);
create index commercial_later_due on insured.commercial_later (next_at) where state = 'queued';
create index commercial_later_person on insured.commercial_later (person_id, queued_at desc, claim_id);
comment on table insured.commercial_later is '没有在窗口同步结算、转为事后理赔的商业保险赔付';
`;

/**
 * The only writer of a payment, one round trip. Answers 'exists' when the id is known. Raises
 * 'commercial_conflict' when the product-year moved since it was read; everything is then as before.
 */
export const commitCommercial = `
create function insured.commit_commercial_payment(
  p_row jsonb, p_expected_version bigint, p_owed bigint, p_digest bytea,
  p_actor_id text, p_actor_kind text, p_actor_node text
) returns text language plpgsql as $$
declare
  v insured.commercial_payment := jsonb_populate_record(null::insured.commercial_payment, p_row);
begin
  if v.state in ('held', 'confirmed', 'counted') then
    if p_expected_version = 0 then
      insert into insured.commercial_year values (v.person_id, v.product, 1) on conflict do nothing;
    else
      update insured.commercial_year set version = version + 1
        where person_id = v.person_id and product = v.product and version = p_expected_version;
    end if;
    if not found then
      if exists (select 1 from insured.commercial_payment where payment_id = v.payment_id) then
        return 'exists';
      end if;
      raise exception 'commercial_conflict';
    end if;
  end if;
  if v.state in ('held', 'confirmed', 'counted') then
    -- What was only counted so far is counted by this one from now on.
    update insured.commercial_payment set state = 'voided', changed_at = v.opened_at
      where person_id = v.person_id and product = v.product and settlement_id = v.settlement_id
        and state = 'counted' and payment_id <> v.payment_id;
  end if;
  insert into insured.commercial_payment select (v).* on conflict do nothing;
  if not found then
    if v.state in ('held', 'confirmed', 'counted') then
      raise exception 'commercial_conflict';
    end if;
    return 'exists';
  end if;
  if v.amount > 0 then
    insert into insured.commercial_bill values (v.person_id, v.settlement_id, p_owed, v.amount)
      on conflict (person_id, settlement_id) do update set paid = commercial_bill.paid + v.amount;
  end if;
  perform evidence.append('insured.commercial-payment', v.payment_id, p_digest);
  insert into insured.access_log (person_id, at, actor_id, actor_kind, actor_node, purpose, subject)
    values (v.person_id, v.opened_at, p_actor_id, p_actor_kind, p_actor_node, 'commercial',
      coalesce(v.settlement_id, v.payment_id));
  return 'done';
end $$;

-- Confirms what is held and still may be; ends what is held, confirmed, counted or put off. Answers the state
-- that it had before, null when there was nothing to do.
create function insured.end_commercial_payment(
  p_payment text, p_state text, p_at bigint, p_code text, p_text text, p_digest bytea
) returns text language plpgsql as $$
declare
  v insured.commercial_payment;
begin
  select * into v from insured.commercial_payment where payment_id = p_payment for update;
  if not found or v.state in ('voided', 'refused')
    or (p_state = 'confirmed' and (v.state <> 'held' or v.held_until < p_at)) then
    return null;
  end if;
  update insured.commercial_payment set state = p_state, changed_at = p_at,
      confirmed_at = case when p_state = 'confirmed' then p_at else confirmed_at end,
      reason_code = coalesce(p_code, reason_code), reason_text = coalesce(p_text, reason_text)
    where payment_id = p_payment;
  if p_state = 'voided' then
    update insured.commercial_year set version = version + 1
      where person_id = v.person_id and product = v.product;
    update insured.commercial_bill set paid = paid - v.amount
      where person_id = v.person_id and settlement_id = v.settlement_id
        and v.state in ('held', 'confirmed') and v.amount > 0;
    update insured.commercial_later set state = 'withdrawn', changed_at = p_at
      where claim_id = p_payment and state in ('queued', 'paid');
  end if;
  perform evidence.append('insured.commercial-payment', p_payment, p_digest);
  return v.state;
end $$;

-- A leg of an insurer whose product this node computes: question, payment and answer in one transaction.
-- 'kept', or why not (insured.keep_leg). Raises 'commercial_conflict' as above; everything is then as before.
create function insured.hold_commercial_leg(p_leg jsonb, p_asked bytea, p_said bytea, p_row jsonb,
  p_expected_version bigint, p_owed bigint, p_digest bytea, p_asker_id text, p_asker_kind text,
  p_asker_node text, p_actor_id text, p_actor_kind text, p_actor_node text
) returns text language plpgsql as $$
declare
  v text := insured.keep_leg(p_leg, p_asked, p_said, p_asker_id, p_asker_kind, p_asker_node);
begin
  if v = 'kept' and insured.commit_commercial_payment(p_row, p_expected_version, p_owed, p_digest, p_actor_id,
    p_actor_kind, p_actor_node) <> 'done' then
    raise exception 'commercial_conflict';
  end if;
  return v;
end $$;

-- Pays what is held and tells the insurer's gateway, as far as nothing was withdrawn or ended since it was
-- read; false when it was, and then nothing happened. A withdrawal waits until this is over.
create function insured.confirm_commercial_leg(p jsonb, p_change bytea, p_said bytea, p_disclosed bytea,
  p_payload bytea) returns boolean language plpgsql as $$
declare
  v_person text := p->>'personId';
  v_leg text := p->>'legId';
  v_at bigint := p->'at';
begin
  perform pg_advisory_xact_lock_shared(hashtextextended('insured.consent/' || v_person, 0));
  if exists (select from insured.consent_revocation r
    where r.consent_id in (select jsonb_array_elements_text(p->'consents'))) then return false; end if;
  update insured.commercial_payment set state = 'confirmed', changed_at = v_at, confirmed_at = v_at
    where payment_id = v_leg and state = 'held' and held_until >= v_at;
  if not found then return false; end if;
  update insured.leg set state = 'confirmed', held_until = null, changed_at = greatest(v_at, opened_at)
    where leg_id = v_leg and state = 'held';
  if not found then raise exception 'leg_conflict'; end if;
  insert into evidence.journal (kind, subject, digest) values
    ('insured.commercial-payment', v_leg, p_change), ('insured.leg', v_leg, p_said);
  if p_disclosed is not null then
    insert into insured.disclosure
      select x.* from jsonb_populate_record(null::insured.disclosure, p->'disclosure') x;
    insert into evidence.journal (kind, subject, digest)
      values ('insured.disclosure', p->'disclosure'->>'disclosure_id', p_disclosed);
    insert into insured.access_log (person_id, at, actor_id, actor_kind, actor_node, purpose, subject)
      values (v_person, v_at, p->>'actorId', p->>'actorKind', p->>'actorNode', 'disclosure',
        p->'disclosure'->>'disclosure_id');
  end if;
  perform node.enqueue(p->>'factId', p->>'destination', p->>'message', p_payload, v_at);
  return true;
end $$;
`;

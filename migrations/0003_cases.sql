-- What staff work on: cases, what was done with them, decisions and referrals.

-- Case numbers do not count up: a gap would tell whoever is not cleared that there is a restricted case, and two numbers how many came between.
-- A number is a counter, scattered by a permutation under a key that the owner of the tables alone can read. It has six digits until all of those are
-- given out, then seven, and so on. A number that a case has already is passed over.
create table case_number_key (
  only_one boolean primary key default true,
  key bytea not null,
  constraint case_number_key_one check (only_one),
  constraint case_number_key_size check (octet_length(key) = 32)
);
alter table case_number_key enable row level security, force row level security;
create policy case_number_key_owner on case_number_key to current_user using (true) with check (true);
insert into case_number_key (key) values (sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())));

create sequence case_counter as bigint minvalue 0;

-- A permutation of the numbers below a size: eight Feistel rounds over the next even number of bits, walked until they land below it.
create function portal.scattered(place bigint, size bigint, key bytea) returns bigint
language plpgsql immutable strict as $$
declare
  half integer := 1;
  mask bigint;
  front bigint;
  back bigint;
  value bigint := place;
begin
  while (1::bigint << (2 * half)) < size loop
    half := half + 1;
  end loop;
  mask := (1::bigint << half) - 1;
  loop
    front := value >> half;
    back := value & mask;
    for round in 1..8 loop
      select back, front # (('x' || encode(substr(sha256(key || int8send(size) || int8send(round) || int8send(back)), 1, 4), 'hex'))::bit(32)::bigint & mask)
      into front, back;
    end loop;
    value := (front << half) | back;
    exit when value < size;
  end loop;
  return value;
end
$$;

create function portal.case_number() returns bigint
language plpgsql volatile security definer set search_path = public as $$
declare
  secret bytea := (select k.key from case_number_key k);
  place bigint;
  lowest bigint;
  given bigint;
begin
  loop
    place := nextval('case_counter');
    lowest := 100000;
    while place >= 9 * lowest loop
      place := place - 9 * lowest;
      lowest := 10 * lowest;
    end loop;
    given := lowest + portal.scattered(place, 9 * lowest, secret);
    exit when not exists (select from cases c where c.number = given);
  end loop;
  return given;
end
$$;
revoke all on function portal.scattered, portal.case_number from public;
grant execute on function portal.case_number to portal_staff, portal_system;

create table cases (
  case_id uuid primary key,
  number bigint not null default portal.case_number(),
  title text not null,
  category text not null,
  severity text not null,
  -- Sorts the severities, 0 first; kept beside the word so that an index can serve it.
  rank smallint not null generated always as (case severity when 'emergency' then 0 when 'high' then 1 when 'normal' then 2 else 3 end) stored,
  state text not null default 'open',
  -- Where a case that was joined into another one goes on. Chains are shortened, so one look is enough.
  joined_into uuid references cases,
  tier text not null default 'first',
  assigned_to uuid references users,
  account_id uuid references accounts,
  host text collate "C" not null default '',
  report_count integer not null default 0,
  opened_at timestamptz not null,
  due_at timestamptz,
  paused_at timestamptz,
  answered_at timestamptz,
  returned_at timestamptz,
  -- Since when every reporter wants to take back what they said.
  withdrawn_at timestamptz,
  closed_at timestamptz,
  changed_at timestamptz not null,
  version integer not null default 0,
  -- The digest of the last step that staff took, with all that was asked of it: the same form coming again is told from another one.
  last_step bytea,
  policy_version text not null,
  clearance text,
  constraint cases_number_unique unique (number),
  constraint cases_severity_known check (severity in ('emergency', 'high', 'normal', 'low')),
  constraint cases_state_known check (state in ('open', 'decided', 'closed', 'merged')),
  constraint cases_joined check ((state = 'merged') = (joined_into is not null)),
  constraint cases_tier_known check (tier in ('first', 'senior', 'legal', 'child_safety')),
  constraint cases_title_length check (length(title) between 1 and 300)
);
create index cases_joined_into on cases (joined_into) where joined_into is not null;

-- Queues. Each order has its index; what filters and policies ask for is included, so that rows passed over cost no visit to the table.
create index cases_open_due on cases (due_at, case_id)
  include (clearance, category, severity, tier, account_id, assigned_to) where state = 'open';
create index cases_open_unassigned on cases (due_at, case_id)
  include (clearance, category, severity, tier, account_id) where state = 'open' and assigned_to is null;
create index cases_open_mine on cases (assigned_to, due_at, case_id)
  include (clearance, category, severity, tier, account_id) where state = 'open' and assigned_to is not null;
create index cases_open_tier on cases (due_at, case_id)
  include (clearance, category, severity, tier, account_id) where state = 'open' and tier <> 'first';
create index cases_open_answered on cases (due_at, case_id)
  include (clearance, category, severity, tier, account_id) where state = 'open' and answered_at is not null;
create index cases_open_returned on cases (due_at, case_id)
  include (clearance, category, severity, tier, account_id) where state = 'open' and returned_at is not null;
create index cases_open_category on cases (category, due_at, case_id)
  include (clearance, severity, tier, account_id) where state = 'open';
create index cases_open_account on cases (account_id, due_at, case_id)
  include (clearance, category, severity, tier) where state = 'open';
create index cases_open_newest on cases (opened_at desc, case_id desc)
  include (clearance, category, severity, tier, account_id, assigned_to, due_at) where state = 'open';
create index cases_open_rank on cases (rank, due_at, case_id)
  include (clearance, category, severity, tier, account_id, assigned_to) where state = 'open';

-- Open cases about the same site, the next to breach first.
create index cases_open_host on cases (host, due_at, case_id) include (clearance) where state = 'open';

-- Whatever its state: the last changed first, of an account, of a category, of a state.
create index cases_all on cases (changed_at desc, case_id desc) include (clearance, severity, tier);
create index cases_category on cases (category, changed_at desc, case_id desc) include (clearance, severity, tier, state);
create index cases_account on cases (account_id, changed_at desc, case_id desc) include (clearance, category, severity, tier, state);
create index cases_state on cases (state, changed_at desc, case_id desc) include (clearance, severity, tier);

-- Staff see what they are cleared for; the clearance stands on every row, of whatever table.
alter table cases enable row level security, force row level security;
create policy cases_system on cases to portal_system using (true) with check (true);
create policy cases_definer on cases to current_user using (true) with check (true);
create policy cases_staff on cases to portal_staff using (portal.cleared(clearance)) with check (portal.cleared(clearance));
grant select, insert, update on cases to portal_system, portal_staff;

-- What staff did with a case. Append-only, for staff alone.
create table case_events (
  case_id uuid not null references cases,
  event_id uuid not null,
  version integer not null,
  at timestamptz not null,
  kind text not null,
  detail jsonb not null,
  actor_id uuid,
  actor_name text not null,
  clearance text,
  primary key (case_id, event_id),
  constraint case_events_order unique (case_id, version)
);
create trigger case_events_append_only before update or delete on case_events for each row execute function portal.refuse_change();
-- An event is append-only, so what it may be seen by follows the case it belongs to now; so does a decision. A policy that looks into another table
-- looks up one row of it. Written with `exists`, the planner may read all of that table into memory first, for every query, whenever it expects many
-- rows; it cannot do that with a value.
alter table case_events enable row level security, force row level security;
create policy case_events_system on case_events to portal_system using (true) with check (true);
create policy case_events_staff on case_events to portal_staff
  using ((select true from cases c where c.case_id = case_events.case_id))
  with check (exists (select from cases c where c.case_id = case_events.case_id));
grant select, insert on case_events to portal_system, portal_staff;

create table decisions (
  decision_id uuid primary key,
  case_id uuid not null references cases,
  kind text not null,
  reason_code text,
  reason text not null,
  scope text,
  order_reference text,
  policy_version text not null,
  decided_by uuid not null references users,
  decided_at timestamptz not null,
  clearance text,
  constraint decisions_kind_known check (kind in ('forward', 'warn', 'limit', 'decline', 'refer')),
  constraint decisions_decline_reason check ((kind = 'decline') = (reason_code is not null)),
  constraint decisions_limit_scope check ((kind = 'limit') = (scope is not null))
);
create index decisions_case on decisions (case_id, decided_at);
create trigger decisions_append_only before update or delete on decisions for each row execute function portal.refuse_change();
alter table decisions enable row level security, force row level security;
create policy decisions_system on decisions to portal_system using (true) with check (true);
create policy decisions_staff on decisions to portal_staff
  using ((select true from cases c where c.case_id = decisions.case_id))
  with check (exists (select from cases c where c.case_id = decisions.case_id));
grant select, insert on decisions to portal_system, portal_staff;

-- Passing a case to somebody who can act. Opened as pending; staff say what became of it: on which day it was filed, with whom, under which
-- reference there, or that it could not be.
create table referrals (
  referral_id uuid primary key,
  case_id uuid not null references cases,
  kind text not null,
  state text not null default 'pending',
  created_at timestamptz not null,
  filed_on date,
  filed_with text,
  filed_reference text,
  note text,
  settled_by uuid references users,
  settled_at timestamptz,
  clearance text,
  constraint referrals_once unique (case_id, kind),
  constraint referrals_kind_known check (kind in ('ncmec', 'police', 'host', 'registrar')),
  constraint referrals_state_known check (state in ('pending', 'filed', 'failed')),
  constraint referrals_filed_on check (filed_on is null or state = 'filed')
);
create index referrals_pending on referrals (created_at) where state = 'pending';
alter table referrals enable row level security, force row level security;
create policy referrals_system on referrals to portal_system using (true) with check (true);
create policy referrals_definer on referrals to current_user using (true) with check (true);
create policy referrals_staff on referrals to portal_staff using (portal.cleared(clearance)) with check (portal.cleared(clearance));
grant select, insert, update on referrals to portal_system, portal_staff;

-- What was reported. A submission is all that one reporter sent in one go; it yields one report per account.

create sequence reference_numbers as bigint minvalue 1;
grant usage on sequence reference_numbers to portal_system;

create table submissions (
  submission_id uuid primary key,
  reference text collate "C" not null,
  idempotency_hash bytea not null,
  category text not null,
  allegation text not null,
  details jsonb not null default '{}',
  source text not null,
  policy_version text not null,
  reporter_key bytea,
  line_count integer not null,
  clearance text,
  received_at timestamptz not null,
  withdrawn_at timestamptz,
  constraint submissions_reference_unique unique (reference),
  constraint submissions_idempotency_unique unique (idempotency_hash),
  constraint submissions_source_known check (source in ('form', 'list')),
  constraint submissions_allegation_length check (length(allegation) <= 5000)
);
create index submissions_reporter on submissions (reporter_key, received_at desc) where reporter_key is not null;

-- Who reported, apart from what was reported. Its policy knows what the reporter chose to disclose, and to whom.
create table reporters (
  submission_id uuid primary key references submissions,
  name text,
  email text,
  company text,
  telephone text,
  country text,
  contact jsonb not null default '{}',
  tell_owner text not null,
  tell_host text not null,
  tell_ncmec text not null,
  letters_stopped_at timestamptz,
  clearance text,
  constraint reporters_tell_known check (tell_owner in ('named', 'anonymous', 'nothing') and tell_host in ('named', 'anonymous', 'nothing') and tell_ncmec in ('named', 'anonymous', 'nothing'))
);

-- The secret status link. The token is 256 bits; only its hash is kept.
create table links (
  link_hash bytea primary key,
  submission_id uuid not null references submissions,
  generation integer not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  constraint links_generation_unique unique (submission_id, generation),
  constraint links_hash_size check (octet_length(link_hash) = 32)
);

create table cases (
  case_id uuid primary key,
  number bigint generated always as identity,
  title text not null,
  category text not null,
  severity text not null,
  -- Sorts the severities, 0 first; kept beside the word so that an index can serve it.
  rank smallint not null generated always as (case severity when 'emergency' then 0 when 'high' then 1 when 'normal' then 2 else 3 end) stored,
  state text not null default 'open',
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
  closed_at timestamptz,
  changed_at timestamptz not null,
  version integer not null default 0,
  policy_version text not null,
  clearance text,
  constraint cases_number_unique unique (number),
  constraint cases_severity_known check (severity in ('emergency', 'high', 'normal', 'low')),
  constraint cases_state_known check (state in ('open', 'decided', 'closed', 'merged')),
  constraint cases_tier_known check (tier in ('first', 'senior', 'legal', 'child_safety')),
  constraint cases_title_length check (length(title) between 1 and 300)
);
create index cases_open_due on cases (due_at, case_id) where state = 'open';
create index cases_open_mine on cases (assigned_to, due_at, case_id) where state = 'open';
create index cases_open_tier on cases (tier, due_at, case_id) where state = 'open' and tier <> 'first';
create index cases_open_answered on cases (due_at, case_id) where state = 'open' and answered_at is not null;
create index cases_open_unassigned on cases (due_at, case_id) where state = 'open' and assigned_to is null;
create index cases_open_returned on cases (due_at, case_id) where state = 'open' and returned_at is not null;
create index cases_open_category on cases (category, due_at, case_id) where state = 'open';
create index cases_all on cases (changed_at desc, case_id);
create index cases_category on cases (category, changed_at desc, case_id);
create index cases_account on cases (account_id, changed_at desc, case_id);
create index cases_host on cases (host, changed_at desc);

create table reports (
  account_id uuid not null references accounts,
  report_id uuid not null,
  reference text collate "C" not null,
  submission_id uuid not null references submissions,
  case_id uuid not null references cases,
  category text not null,
  severity text not null,
  state text not null,
  allegation text not null,
  details jsonb not null default '{}',
  host text collate "C" not null,
  zone_id uuid not null,
  address_count integer not null,
  received_at timestamptz not null,
  owner_told_at timestamptz,
  owner_due_at timestamptz,
  owner_paused_at timestamptz,
  answered_at timestamptz,
  closed_at timestamptz,
  version integer not null default 0,
  policy_version text not null,
  clearance text,
  primary key (account_id, report_id),
  constraint reports_reference_unique unique (account_id, reference),
  constraint reports_zone foreign key (account_id, zone_id) references zones (account_id, zone_id),
  constraint reports_child_safety_hidden check (clearance is null or owner_told_at is null)
);
create index reports_reference on reports (reference);
create index reports_submission on reports (submission_id);
create index reports_case on reports (case_id);
create index reports_listing on reports (account_id, received_at desc, report_id desc) where owner_told_at is not null;
create index reports_listing_state on reports (account_id, state, received_at desc, report_id desc) where owner_told_at is not null;
create index reports_due on reports (account_id, owner_due_at, report_id) where owner_told_at is not null and owner_due_at is not null;
create index reports_listing_zone on reports (account_id, zone_id, received_at desc, report_id desc) where owner_told_at is not null;

create table report_addresses (
  account_id uuid not null,
  report_id uuid not null,
  address_id uuid not null,
  zone_id uuid not null,
  url text not null,
  url_hash bytea not null,
  host text collate "C" not null,
  line_number integer not null,
  added_at timestamptz not null,
  limited_at timestamptz,
  clearance text,
  primary key (account_id, report_id, address_id),
  constraint report_addresses_report foreign key (account_id, report_id) references reports,
  constraint report_addresses_zone foreign key (account_id, zone_id) references zones (account_id, zone_id),
  constraint report_addresses_once unique (account_id, report_id, url_hash)
);
create index report_addresses_url on report_addresses (account_id, url_hash);
create index report_addresses_host on report_addresses (host);

-- Each line of a submission with what became of it, in the order it was sent.
create table submission_lines (
  submission_id uuid not null references submissions,
  line_number integer not null,
  raw text not null,
  url text,
  url_hash bytea,
  outcome text not null,
  reason text,
  repeat_of integer,
  account_id uuid,
  report_id uuid,
  clearance text,
  primary key (submission_id, line_number),
  constraint submission_lines_outcome_known check (outcome in ('accepted', 'repeated', 'not_ours', 'not_an_address')),
  constraint submission_lines_report foreign key (account_id, report_id) references reports,
  constraint submission_lines_accepted check ((outcome = 'accepted') = (report_id is not null) or outcome = 'repeated')
);
create index submission_lines_report on submission_lines (account_id, report_id) where report_id is not null;

-- The legal moves of a report; the same table as `domain::report`. A test keeps the two equal.
create table report_moves (
  from_state text not null,
  to_state text not null,
  primary key (from_state, to_state)
);

create function portal.check_report_move() returns trigger language plpgsql security definer set search_path = public as $$
begin
  if new.state is distinct from old.state and not exists (select from report_moves where from_state = old.state and to_state = new.state) then
    raise exception 'a report cannot go from % to %', old.state, new.state using errcode = 'check_violation', constraint = 'reports_legal_move';
  end if;
  if new.version < old.version or new.reference <> old.reference or new.submission_id <> old.submission_id then
    raise exception 'a report keeps its reference, submission and order' using errcode = 'check_violation', constraint = 'reports_identity';
  end if;
  return new;
end
$$;
create trigger reports_legal_move before update on reports for each row execute function portal.check_report_move();

-- The timeline of a report. Append-only; `version` numbers the events of one report from 1.
create table report_events (
  account_id uuid not null,
  report_id uuid not null,
  event_id uuid not null,
  version integer not null,
  at timestamptz not null,
  kind text not null,
  detail jsonb not null,
  actor text not null,
  actor_id uuid,
  actor_name text,
  to_reporter boolean not null,
  to_owner boolean not null,
  clearance text,
  primary key (account_id, report_id, event_id),
  constraint report_events_report foreign key (account_id, report_id) references reports,
  constraint report_events_order unique (account_id, report_id, version),
  constraint report_events_actor_known check (actor in ('reporter', 'owner', 'staff', 'portal'))
);
create trigger report_events_append_only before update or delete on report_events for each row execute function portal.refuse_change();

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

create table mitigations (
  account_id uuid not null references accounts,
  mitigation_id uuid not null,
  case_id uuid not null references cases,
  decision_id uuid not null references decisions,
  report_id uuid,
  category text not null,
  scope text not null,
  target text not null,
  state text not null,
  reason text not null,
  since timestamptz not null,
  removed_at timestamptz,
  clearance text,
  primary key (account_id, mitigation_id),
  constraint mitigations_report foreign key (account_id, report_id) references reports,
  constraint mitigations_scope_known check (scope in ('address', 'zone', 'account')),
  constraint mitigations_state_known check (state in ('active', 'removed'))
);
create index mitigations_active on mitigations (account_id, since desc) where state = 'active';
create index mitigations_case on mitigations (case_id);

-- Passing a case to somebody who can act. Opened as pending; filing is the referral's own work.
create table referrals (
  referral_id uuid primary key,
  case_id uuid not null references cases,
  kind text not null,
  state text not null default 'pending',
  created_at timestamptz not null,
  clearance text,
  constraint referrals_once unique (case_id, kind),
  constraint referrals_kind_known check (kind in ('ncmec', 'police', 'host', 'registrar')),
  constraint referrals_state_known check (state in ('pending', 'filed', 'failed'))
);
create index referrals_pending on referrals (created_at) where state = 'pending';

-- Every letter the portal means to send, before it goes out. `message_id` is fixed here, so a repeat carries the same one.
create table letters (
  letter_id uuid primary key,
  once_key text not null,
  kind text not null,
  audience text not null,
  recipient text not null,
  content jsonb not null,
  subject text not null default '',
  message_id text not null,
  thread_id text,
  account_id uuid,
  report_id uuid,
  submission_id uuid,
  case_id uuid,
  user_id uuid,
  state text not null default 'queued',
  attempts integer not null default 0,
  last_error text,
  created_at timestamptz not null,
  sent_at timestamptz,
  clearance text,
  constraint letters_once unique (once_key),
  constraint letters_audience_known check (audience in ('reporter', 'owner', 'staff', 'user')),
  constraint letters_state_known check (state in ('queued', 'sent', 'failed'))
);
create index letters_report on letters (account_id, report_id) where report_id is not null;
create index letters_submission on letters (submission_id) where submission_id is not null;
create index letters_case on letters (case_id) where case_id is not null;
create index letters_waiting on letters (created_at) where state <> 'sent';

-- One line per command. Append-only.
create table audit (
  audit_id bigint generated always as identity primary key,
  at timestamptz not null,
  actor text not null,
  actor_id uuid,
  action text not null,
  account_id uuid,
  subject text not null,
  detail jsonb not null default '{}'
);
create trigger audit_append_only before update or delete on audit for each row execute function portal.refuse_change();

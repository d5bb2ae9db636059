-- What was reported. A submission is all that one reporter sent in one go; it yields one report per account.

create sequence reference_numbers as bigint minvalue 1;
grant usage on sequence reference_numbers to portal_system;

create table submissions (
  submission_id uuid primary key,
  reference text collate "C" not null,
  idempotency_hash bytea not null,
  -- Tells a form that is sent twice from another one that comes under the same key.
  content_hash bytea,
  category text not null,
  allegation text not null,
  details jsonb not null default '{}',
  source text not null,
  policy_version text not null,
  reporter_key bytea,
  line_count integer not null,
  received_at timestamptz not null,
  withdrawn_at timestamptz,
  clearance text,
  constraint submissions_reference_unique unique (reference),
  constraint submissions_idempotency_unique unique (idempotency_hash),
  constraint submissions_source_known check (source in ('form', 'list')),
  constraint submissions_allegation_length check (length(allegation) <= 5000)
);
create index submissions_reporter on submissions (reporter_key, received_at desc) where reporter_key is not null;
-- The IP addresses that a report names, one a line on its form.
create function portal.named_ips(details jsonb) returns text[]
language sql immutable as $$
  select string_to_array(coalesce(details ->> 'source_ips', '') || E'\n' || coalesce(details ->> 'destination_ips', ''), E'\n')
$$;
create index submissions_ips on submissions using gin (portal.named_ips(details)) where details ?| array['source_ips', 'destination_ips'];
create function portal.submissions_naming(ip text, at_most bigint) returns table (submission_id uuid)
language plpgsql stable security definer set search_path = public as $$
#variable_conflict use_column
begin
  return query
    select s.submission_id
    from submissions s
    where s.details ?| array['source_ips', 'destination_ips'] and portal.named_ips(s.details) @> array[ip] and portal.cleared(s.clearance)
    order by s.submission_id desc
    limit at_most;
end
$$;
revoke all on function portal.submissions_naming from public;
grant execute on function portal.submissions_naming to portal_staff;
alter table submissions enable row level security, force row level security;
create policy submissions_system on submissions to portal_system using (true) with check (true);
create policy submissions_definer on submissions to current_user using (true) with check (true);
create policy submissions_staff on submissions to portal_staff using (portal.cleared(clearance)) with check (portal.cleared(clearance));
-- A reporter, by the secret link, sees and changes this one submission and what belongs to it.
create policy submissions_reporter on submissions to portal_reporter using (submission_id = (select portal.submission_id()));
grant select, insert, update on submissions to portal_system;
grant select, update (category) on submissions to portal_staff;
grant select (submission_id, reference, category, allegation, details, source, line_count, received_at, withdrawn_at, policy_version, clearance),
  update (withdrawn_at) on submissions to portal_reporter;

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
  -- A question to the reporter has an end, and the report goes on from the state where it stood.
  asked_in text,
  asked_until timestamptz,
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

-- The customer's lists, and counts from an index alone, under the policy too.
create index reports_listing on reports (account_id, received_at desc, report_id desc) where owner_told_at is not null;
create index reports_listing_state on reports (account_id, state, received_at desc, report_id desc) include (clearance)
  where owner_told_at is not null;
create index reports_listing_category on reports (account_id, category, received_at desc, report_id desc) where owner_told_at is not null;
create index reports_ended on reports (account_id, closed_at) where owner_told_at is not null and closed_at is not null;

-- What waits for the owner, the nearest deadline first.
create index reports_to_answer on reports (account_id, owner_due_at, report_id) include (clearance, state)
  where owner_told_at is not null and state in ('with_owner', 'owner_working', 'unanswered');

-- The open reports of an account, counted by site without those that are decided.
create index reports_open on reports (account_id, report_id) include (clearance)
  where owner_told_at is not null and state not in ('forwarded', 'warned', 'limited', 'declined', 'referred', 'withdrawn');

-- The staff's dashboard and facts.
create index reports_received on reports (received_at) include (clearance);
create index reports_outcome on reports (account_id, state) include (clearance);

alter table reports enable row level security, force row level security;
create policy reports_system on reports to portal_system using (true) with check (true);
create policy reports_definer on reports to current_user using (true) with check (true);
create policy reports_staff on reports to portal_staff using (portal.cleared(clearance)) with check (portal.cleared(clearance));
create policy reports_reporter on reports to portal_reporter using (submission_id = (select portal.submission_id()));
-- A member of an account sees reports that the account was told of, and nothing that needs a clearance.
create policy reports_member on reports to portal_member
  using (account_id = (select portal.account_id()) and owner_told_at is not null and clearance is null);
grant select, insert, update on reports to portal_system;
grant select, update (case_id, category, severity, state, owner_told_at, owner_due_at, owner_paused_at, asked_in, asked_until,
  answered_at, closed_at, version, policy_version) on reports to portal_staff;
grant select (account_id, report_id, reference, submission_id, case_id, category, state, host, address_count, received_at, owner_told_at,
  owner_due_at, owner_paused_at, asked_in, asked_until, answered_at, closed_at, version, policy_version, clearance),
  update (state, owner_due_at, owner_paused_at, asked_in, asked_until, closed_at, version) on reports to portal_reporter;
grant select (account_id, report_id, reference, submission_id, category, severity, state, allegation, details, host, zone_id, address_count, received_at,
  owner_told_at, owner_due_at, owner_paused_at, asked_in, asked_until, answered_at, closed_at, version, policy_version, clearance),
  update (state, owner_due_at, owner_paused_at, asked_in, asked_until, answered_at, version) on reports to portal_member;

-- The legal moves of a report, as `domain::report::legal_moves` gives them; a test keeps the two equal. Only migrations change them.
-- A restricted report waits for no owner: from whatever state, it may go back to `received`.
create table report_moves (
  from_state text not null,
  to_state text not null,
  primary key (from_state, to_state)
);
alter table report_moves enable row level security, force row level security;
create policy report_moves_owner on report_moves to current_user using (true) with check (true);
insert into report_moves (from_state, to_state)
select from_state, unnest(string_to_array(to_states, ' '))
from (values
  ('received', 'with_owner owner_working answered asked_by_owner asked_by_staff held forwarded warned limited declined referred withdrawn'),
  ('with_owner', 'received owner_working answered unanswered asked_by_owner asked_by_staff forwarded warned limited declined referred withdrawn'),
  ('owner_working', 'received answered unanswered asked_by_owner asked_by_staff forwarded warned limited declined referred withdrawn'),
  ('answered', 'received with_owner owner_working asked_by_owner asked_by_staff held forwarded warned limited declined referred withdrawn'),
  ('unanswered', 'received with_owner owner_working answered asked_by_owner asked_by_staff held forwarded warned limited declined referred withdrawn'),
  ('asked_by_owner', 'received with_owner owner_working answered asked_by_staff held forwarded warned limited declined referred withdrawn'),
  ('asked_by_staff', 'received with_owner owner_working answered unanswered asked_by_owner held forwarded warned limited declined referred withdrawn'),
  ('held', 'received owner_working answered asked_by_owner asked_by_staff forwarded warned limited declined referred withdrawn'),
  ('forwarded', 'received warned limited declined referred'),
  ('warned', 'received forwarded limited declined referred'),
  ('limited', 'received forwarded warned declined referred'),
  ('declined', 'received forwarded warned limited referred'),
  ('referred', 'received forwarded warned limited declined')
) as moves (from_state, to_states);

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

create table report_addresses (
  account_id uuid not null,
  report_id uuid not null,
  address_id uuid not null,
  zone_id uuid not null,
  url text not null,
  url_hash bytea not null,
  host text collate "C" not null,
  -- For a site and everything below it.
  host_reversed text collate "C" generated always as (reverse(host)) stored,
  line_number integer not null,
  added_at timestamptz not null,
  clearance text,
  primary key (account_id, report_id, address_id),
  constraint report_addresses_report foreign key (account_id, report_id) references reports,
  constraint report_addresses_zone foreign key (account_id, zone_id) references zones (account_id, zone_id),
  constraint report_addresses_once unique (account_id, report_id, url_hash)
);
create index report_addresses_url on report_addresses (account_id, url_hash);
-- A site by its name or with everything below it, for staff and for one account.
create index report_addresses_host on report_addresses (host);
create index report_addresses_below on report_addresses (host_reversed);
create index report_addresses_named on report_addresses (account_id, host, report_id);
create index report_addresses_named_below on report_addresses (account_id, host_reversed, report_id);
alter table report_addresses enable row level security, force row level security;
create policy report_addresses_system on report_addresses to portal_system using (true) with check (true);
create policy report_addresses_definer on report_addresses to current_user using (true) with check (true);
create policy report_addresses_staff on report_addresses to portal_staff using (portal.cleared(clearance)) with check (portal.cleared(clearance));
create policy report_addresses_reporter on report_addresses for select to portal_reporter
  using ((select true from reports r where r.account_id = report_addresses.account_id and r.report_id = report_addresses.report_id));
create policy report_addresses_member on report_addresses for select to portal_member
  using (account_id = (select portal.account_id()) and clearance is null
    and (select true from reports r where r.account_id = report_addresses.account_id and r.report_id = report_addresses.report_id));
grant select, insert, update on report_addresses to portal_system;
grant select on report_addresses to portal_staff;
grant select (account_id, report_id, address_id, url, url_hash, host, line_number, added_at) on report_addresses to portal_reporter;
grant select (account_id, report_id, address_id, zone_id, url, url_hash, host, host_reversed, line_number, added_at, clearance)
  on report_addresses to portal_member;

-- The sites of a report: an owner looks for reports by any of them. Written by what writes the addresses.
create table report_zones (
  account_id uuid not null,
  report_id uuid not null,
  zone_id uuid not null,
  received_at timestamptz not null,
  primary key (account_id, report_id, zone_id),
  constraint report_zones_report foreign key (account_id, report_id) references reports,
  constraint report_zones_zone foreign key (account_id, zone_id) references zones (account_id, zone_id)
);
create index report_zones_listing on report_zones (account_id, zone_id, received_at desc, report_id desc);
alter table report_zones enable row level security, force row level security;
create policy report_zones_definer on report_zones to current_user using (true) with check (true);
create policy report_zones_member on report_zones for select to portal_member
  using (account_id = (select portal.account_id())
    and (select true from reports r where r.account_id = report_zones.account_id and r.report_id = report_zones.report_id));
create policy report_zones_staff on report_zones for select to portal_staff
  using ((select true from reports r where r.account_id = report_zones.account_id and r.report_id = report_zones.report_id));
grant select on report_zones to portal_member, portal_staff;

create function portal.note_zones() returns trigger language plpgsql security definer set search_path = public as $$
begin
  insert into report_zones (account_id, report_id, zone_id, received_at)
  select distinct a.account_id, a.report_id, a.zone_id, r.received_at
  from added a
  join reports r on r.account_id = a.account_id and r.report_id = a.report_id
  on conflict do nothing;
  return null;
end
$$;
create trigger report_addresses_zones after insert on report_addresses referencing new table as added
  for each statement execute function portal.note_zones();

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

-- What happens to a report while it is restricted is never shown to the owner, not even once it is open again.
create function portal.hide_from_owner() returns trigger
language plpgsql security definer set search_path = public as $$
begin
  new.to_owner := new.to_owner and not exists (
    select from reports r where r.account_id = new.account_id and r.report_id = new.report_id and r.clearance is not null);
  return new;
end
$$;
revoke all on function portal.hide_from_owner from public;
create trigger report_events_hidden before insert on report_events for each row execute function portal.hide_from_owner();

alter table report_events enable row level security, force row level security;
create policy report_events_system on report_events to portal_system using (true) with check (true);
create policy report_events_definer on report_events for select to current_user using (true);
create policy report_events_staff on report_events to portal_staff
  using ((select true from reports r where r.account_id = report_events.account_id and r.report_id = report_events.report_id))
  with check (actor = 'staff' and exists (select from reports r where r.account_id = report_events.account_id and r.report_id = report_events.report_id));
create policy report_events_reporter on report_events for select to portal_reporter
  using (to_reporter and (select true from reports r where r.account_id = report_events.account_id and r.report_id = report_events.report_id));
create policy report_events_reporter_add on report_events for insert to portal_reporter
  with check (actor = 'reporter' and exists (select from reports r where r.account_id = report_events.account_id and r.report_id = report_events.report_id));
create policy report_events_member on report_events for select to portal_member
  using (account_id = (select portal.account_id()) and to_owner and clearance is null
    and (select true from reports r where r.account_id = report_events.account_id and r.report_id = report_events.report_id));
create policy report_events_member_add on report_events for insert to portal_member
  with check (account_id = (select portal.account_id()) and actor = 'owner'
    and exists (select from reports r where r.account_id = report_events.account_id and r.report_id = report_events.report_id));
grant select, insert on report_events to portal_system, portal_staff;
grant select (account_id, report_id, event_id, version, at, kind, detail, actor, to_reporter), insert on report_events to portal_reporter;
grant select (account_id, report_id, event_id, version, at, kind, detail, actor, actor_name, to_owner, clearance), insert on report_events to portal_member;

-- The staff's work area: joined cases, restriction in one step, and indexes that serve its queues, search and dashboard.

-- Where a case that was joined into another one goes on. Chains are shortened, so one look is enough.
alter table cases add column joined_into uuid references cases;
alter table cases add constraint cases_joined check ((state = 'merged') = (joined_into is not null));
create index cases_joined_into on cases (joined_into) where joined_into is not null;

-- A restricted report waits for no owner.
insert into report_moves (from_state, to_state) values
  ('with_owner', 'received'), ('owner_working', 'received'), ('answered', 'received'),
  ('unanswered', 'received'), ('asked_by_owner', 'received'), ('held', 'received');

-- What was decided may be read by whoever may read the case now; the row itself is append-only.
drop policy decisions_staff on decisions;
create policy decisions_staff on decisions to portal_staff
  using (exists (select from cases c where c.case_id = decisions.case_id))
  with check (exists (select from cases c where c.case_id = decisions.case_id));

-- Queues. Each order has its index; what filters and policies ask for is included, so that rows passed over cost no visit to the table.
drop index cases_open_due, cases_open_mine, cases_open_tier, cases_open_answered, cases_open_unassigned, cases_open_returned, cases_open_category;
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
create index cases_open_host on cases (host) where state = 'open';

-- Search: a site and everything below it, an account by the beginning of its name.
alter table report_addresses add column host_reversed text collate "C" generated always as (reverse(host)) stored;
create index report_addresses_below on report_addresses (host_reversed);
create index accounts_named on accounts (lower(name) collate "C", account_id);

-- Dashboard and facts.
create index reports_received on reports (received_at) include (clearance);
create index reports_outcome on reports (account_id, state) include (clearance);
create index letters_failed on letters (created_at desc, letter_id) where state = 'failed';

-- Sets what a case and all that belongs to it needs somebody to be cleared for. A restricted report is taken from its owner, and what was
-- still to be sent to the owner is not sent. What the reports of one submission share is as restricted as the most restricted of them.
create function portal.set_clearance(of_case uuid, wanted text) returns void
language plpgsql security definer set search_path = public as $$
begin
  if not exists (select from cases c where c.case_id = of_case and portal.cleared(c.clearance)) then
    raise exception 'not cleared for this case' using errcode = 'insufficient_privilege';
  end if;
  update reports
  set clearance = wanted,
      owner_told_at = case when wanted is null then owner_told_at end,
      owner_due_at = case when wanted is null then owner_due_at end,
      owner_paused_at = case when wanted is null then owner_paused_at end
  where case_id = of_case;
  update report_addresses a
  set clearance = wanted
  from reports r
  where r.case_id = of_case and a.account_id = r.account_id and a.report_id = r.report_id;
  update submission_lines l
  set clearance = wanted
  from reports r
  where r.case_id = of_case and l.account_id = r.account_id and l.report_id = r.report_id;
  update letters l
  set clearance = wanted,
      state = case when wanted is not null and l.audience = 'owner' and l.state = 'queued' then 'failed' else l.state end,
      last_error = case when wanted is not null and l.audience = 'owner' and l.state = 'queued' then 'withheld: the case became restricted' else l.last_error end
  from reports r
  where r.case_id = of_case and l.account_id = r.account_id and l.report_id = r.report_id;
  update letters set clearance = wanted where case_id = of_case;
  update mitigations set clearance = wanted where case_id = of_case;
  update referrals set clearance = wanted where case_id = of_case;
  perform portal.set_submission_clearance(array(select distinct r.submission_id from reports r where r.case_id = of_case));
  update cases set clearance = wanted where case_id = of_case or joined_into = of_case;
end
$$;

create function portal.set_submission_clearance(of_submissions uuid[]) returns void
language plpgsql security definer set search_path = public as $$
begin
  update submissions s
  set clearance = (select max(r.clearance) from reports r where r.submission_id = s.submission_id)
  where s.submission_id = any (of_submissions);
  update reporters p
  set clearance = s.clearance
  from submissions s
  where s.submission_id = p.submission_id and s.submission_id = any (of_submissions);
  update submission_lines l
  set clearance = s.clearance
  from submissions s
  where s.submission_id = l.submission_id and s.submission_id = any (of_submissions) and l.report_id is null;
  update letters l
  set clearance = s.clearance
  from submissions s
  where s.submission_id = l.submission_id and s.submission_id = any (of_submissions) and l.report_id is null;
end
$$;
revoke all on function portal.set_clearance, portal.set_submission_clearance from public;
grant execute on function portal.set_clearance to portal_staff;

do $$
declare
  named text;
begin
  foreach named in array array['submissions', 'reporters', 'report_addresses', 'submission_lines', 'mitigations', 'referrals', 'letters'] loop
    execute format('create policy %I on %I to current_user using (true) with check (true)', named || '_definer', named);
  end loop;
end
$$;
drop policy reports_definer on reports;
create policy reports_definer on reports to current_user using (true) with check (true);

-- As before, and a case that stood still because the reporter was asked goes on when the reporter comes back.
create or replace function portal.note_on_case(account uuid, report uuid, happened timestamptz, answered boolean, returned boolean) returns void
language sql security definer set search_path = public as $$
  update cases
  set changed_at = happened,
      version = version + 1,
      answered_at = case when answered then happened else answered_at end,
      returned_at = case when returned then happened else returned_at end,
      due_at = case
        when (answered or returned) and state in ('decided', 'closed') then happened + interval '24 hours'
        when returned and paused_at is not null then due_at + (happened - paused_at)
        else due_at
      end,
      paused_at = case when returned then null else paused_at end,
      closed_at = case when (answered or returned) and state in ('decided', 'closed') then null else closed_at end,
      state = case when (answered or returned) and state in ('decided', 'closed') then 'open' else state end
  where case_id = (select r.case_id from reports r where r.account_id = account and r.report_id = report)
$$;

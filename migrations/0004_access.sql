-- Who may see and do what with reports, cases, letters and the audit. Forced for the owner of the tables too.
do $$
declare
  named text;
begin
  foreach named in array array['submissions', 'reporters', 'links', 'cases', 'reports', 'report_addresses', 'submission_lines', 'report_moves',
    'report_events', 'case_events', 'decisions', 'mitigations', 'referrals', 'letters', 'audit'] loop
    execute format('alter table %I enable row level security', named);
    execute format('alter table %I force row level security', named);
  end loop;
  foreach named in array array['submissions', 'reporters', 'links', 'cases', 'reports', 'report_addresses', 'submission_lines',
    'report_events', 'case_events', 'decisions', 'mitigations', 'referrals', 'letters', 'audit'] loop
    execute format('create policy %I on %I to portal_system using (true) with check (true)', named || '_system', named);
  end loop;
  foreach named in array array['submissions', 'reporters', 'links', 'cases', 'reports', 'report_addresses', 'submission_lines', 'mitigations', 'referrals', 'letters'] loop
    execute format('grant select, insert, update on %I to portal_system', named);
  end loop;
  foreach named in array array['report_events', 'case_events', 'decisions', 'audit'] loop
    execute format('grant select, insert on %I to portal_system', named);
  end loop;
  -- Staff see what they are cleared for; the clearance stands on every row.
  foreach named in array array['submissions', 'reporters', 'cases', 'reports', 'report_addresses', 'submission_lines', 'decisions', 'mitigations', 'referrals', 'letters'] loop
    execute format('create policy %I on %I to portal_staff using (portal.cleared(clearance)) with check (portal.cleared(clearance))', named || '_staff', named);
    execute format('grant select on %I to portal_staff', named);
  end loop;
end
$$;

-- The rules of the game are public to every scope and changed by migrations alone.
create policy report_moves_all on report_moves for select using (true);
create policy report_moves_owner on report_moves to current_user using (true) with check (true);
grant select on report_moves to portal_reporter, portal_member, portal_staff, portal_system;

-- Staff. An event is append-only, so what it may be seen by follows the report or case it belongs to now.
create policy report_events_staff on report_events to portal_staff
  using (exists (select from reports r where r.account_id = report_events.account_id and r.report_id = report_events.report_id))
  with check (actor = 'staff' and exists (select from reports r where r.account_id = report_events.account_id and r.report_id = report_events.report_id));
create policy case_events_staff on case_events to portal_staff
  using (exists (select from cases c where c.case_id = case_events.case_id))
  with check (exists (select from cases c where c.case_id = case_events.case_id));
grant select on report_events, case_events to portal_staff;
grant insert, update on cases, referrals to portal_staff;
grant insert on report_events, case_events, decisions, mitigations to portal_staff;
grant update (case_id, category, severity, state, version, owner_told_at, owner_due_at, owner_paused_at, answered_at, closed_at, clearance) on reports to portal_staff;
grant update (limited_at, clearance) on report_addresses to portal_staff;
grant update (state, removed_at) on mitigations to portal_staff;
grant update (clearance, category) on submissions to portal_staff;
grant update (clearance) on reporters, submission_lines to portal_staff;

-- A reporter, by the secret link: this one submission.
create policy submissions_reporter on submissions to portal_reporter using (submission_id = (select portal.submission_id()));
create policy reporters_reporter on reporters to portal_reporter using (submission_id = (select portal.submission_id()));
create policy submission_lines_reporter on submission_lines for select to portal_reporter using (submission_id = (select portal.submission_id()));
create policy reports_reporter on reports to portal_reporter using (submission_id = (select portal.submission_id()));
create policy report_addresses_reporter on report_addresses for select to portal_reporter
  using (exists (select from reports r where r.account_id = report_addresses.account_id and r.report_id = report_addresses.report_id));
create policy report_events_reporter on report_events for select to portal_reporter
  using (to_reporter and exists (select from reports r where r.account_id = report_events.account_id and r.report_id = report_events.report_id));
create policy report_events_reporter_add on report_events for insert to portal_reporter
  with check (actor = 'reporter' and exists (select from reports r where r.account_id = report_events.account_id and r.report_id = report_events.report_id));
create policy letters_reporter on letters for select to portal_reporter
  using (audience = 'reporter' and submission_id = (select portal.submission_id()));
grant select (submission_id, reference, category, allegation, details, source, line_count, received_at, withdrawn_at, policy_version, clearance) on submissions to portal_reporter;
grant update (withdrawn_at) on submissions to portal_reporter;
grant select on reporters, submission_lines to portal_reporter;
grant update (letters_stopped_at) on reporters to portal_reporter;
grant select (account_id, report_id, reference, submission_id, case_id, category, state, host, address_count, received_at, owner_told_at, owner_due_at, owner_paused_at, answered_at, closed_at, version, policy_version, clearance) on reports to portal_reporter;
grant update (state, version, owner_due_at, owner_paused_at, closed_at) on reports to portal_reporter;
grant select (account_id, report_id, address_id, url, url_hash, host, line_number, added_at, limited_at) on report_addresses to portal_reporter;
grant select (account_id, report_id, event_id, version, at, kind, detail, actor, to_reporter) on report_events to portal_reporter;
grant insert on report_events to portal_reporter;
grant select (letter_id, kind, audience, subject, content, state, sent_at, created_at, submission_id) on letters to portal_reporter;

-- A member of an account: reports that the account has been told of, and nothing that needs a clearance.
create policy reports_member on reports to portal_member
  using (account_id = (select portal.account_id()) and owner_told_at is not null and clearance is null);
create policy report_addresses_member on report_addresses for select to portal_member
  using (account_id = (select portal.account_id()) and clearance is null
    and exists (select from reports r where r.account_id = report_addresses.account_id and r.report_id = report_addresses.report_id));
create policy report_events_member on report_events for select to portal_member
  using (account_id = (select portal.account_id()) and to_owner and clearance is null
    and exists (select from reports r where r.account_id = report_events.account_id and r.report_id = report_events.report_id));
create policy report_events_member_add on report_events for insert to portal_member
  with check (account_id = (select portal.account_id()) and actor = 'owner'
    and exists (select from reports r where r.account_id = report_events.account_id and r.report_id = report_events.report_id));
create policy mitigations_member on mitigations for select to portal_member
  using (account_id = (select portal.account_id()) and clearance is null);
create policy reporters_member on reporters for select to portal_member
  using (tell_owner = 'named' and clearance is null
    and exists (select from reports r where r.submission_id = reporters.submission_id));
create policy letters_member on letters for select to portal_member
  using (audience = 'owner' and account_id = (select portal.account_id()) and clearance is null);
grant select (account_id, report_id, reference, submission_id, category, severity, state, allegation, details, host, zone_id, address_count, received_at, owner_told_at,
  owner_due_at, owner_paused_at, answered_at, closed_at, version, policy_version, clearance) on reports to portal_member;
grant update (state, version, owner_due_at, owner_paused_at, answered_at) on reports to portal_member;
grant select (account_id, report_id, address_id, zone_id, url, url_hash, host, line_number, added_at, limited_at, clearance) on report_addresses to portal_member;
grant select (account_id, report_id, event_id, version, at, kind, detail, actor, actor_name, to_owner, clearance) on report_events to portal_member;
grant insert on report_events to portal_member;
grant select (account_id, mitigation_id, report_id, category, scope, target, state, reason, since, removed_at, clearance) on mitigations to portal_member;
grant select (submission_id, name, email, company, tell_owner, clearance) on reporters to portal_member;
grant select (letter_id, kind, audience, recipient, subject, content, state, sent_at, created_at, account_id, report_id, clearance) on letters to portal_member;

-- The audit is written by every scope and read by the portal alone.
create policy audit_write_reporter on audit for insert to portal_reporter with check (actor = 'reporter');
create policy audit_write_member on audit for insert to portal_member with check (actor = 'owner' and account_id = (select portal.account_id()));
create policy audit_write_staff on audit for insert to portal_staff with check (actor = 'staff');
grant insert on audit to portal_reporter, portal_member, portal_staff;

-- Case bookkeeping that follows from what a reporter or an owner did; they never touch a case themselves.
create function portal.note_on_case(account uuid, report uuid, happened timestamptz, answered boolean, returned boolean) returns void
language sql security definer set search_path = public as $$
  update cases
  set changed_at = happened,
      version = version + 1,
      answered_at = case when answered then happened else answered_at end,
      returned_at = case when returned then happened else returned_at end,
      state = case when (answered or returned) and state in ('decided', 'closed') then 'open' else state end,
      due_at = case when (answered or returned) and state in ('decided', 'closed') then happened + interval '24 hours' else due_at end
  where case_id = (select r.case_id from reports r where r.account_id = account and r.report_id = report)
$$;
create policy cases_definer on cases to current_user using (true) with check (true);
create policy reports_definer on reports for select to current_user using (true);
revoke all on function portal.note_on_case from public;
grant execute on function portal.note_on_case to portal_reporter, portal_member, portal_staff, portal_system;

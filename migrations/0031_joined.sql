-- What belongs to a case that was joined into another one is as restricted as that other one.
create or replace function portal.set_clearance(of_case uuid, wanted text) returns void
language plpgsql security definer set search_path = public as $$
declare
  of_cases uuid[] := array(select c.case_id from cases c where c.case_id = of_case or c.joined_into = of_case);
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
  update letters set clearance = wanted where case_id = any (of_cases);
  update mitigations set clearance = wanted where case_id = any (of_cases);
  update referrals set clearance = wanted where case_id = any (of_cases);
  perform portal.set_submission_clearance(array(select distinct r.submission_id from reports r where r.case_id = of_case));
  update cases set clearance = wanted where case_id = any (of_cases);
end
$$;

-- Whatever its state: the last changed first, of an account, of a category, of a state.
drop index cases_all, cases_category, cases_account;
create index cases_all on cases (changed_at desc, case_id desc) include (clearance, severity, tier);
create index cases_category on cases (category, changed_at desc, case_id desc) include (clearance, severity, tier, state);
create index cases_account on cases (account_id, changed_at desc, case_id desc) include (clearance, category, severity, tier, state);
create index cases_state on cases (state, changed_at desc, case_id desc) include (clearance, severity, tier);

-- Another category is another policy.
grant update (policy_version) on reports to portal_staff;

-- What one step changes in many places at once, done as the owner of the tables and checked here, whoever calls.

-- Says of a case that all its reporters took back what they said, and ends it, unless a limit of it is in force: somebody has to say whether that
-- stays. Where their wish was noted alone, as it is with child abuse, the case goes on.
create function portal.end_withdrawn(of_case uuid, happened timestamptz) returns void
language plpgsql as $$
declare
  is_wished boolean := exists (select from reports r where r.case_id = of_case) and not exists (
    select from reports r
    where r.case_id = of_case and r.state <> 'withdrawn' and not exists (
      select from report_events e
      where e.account_id = r.account_id and e.report_id = r.report_id and e.kind = 'withdrawal_noted'));
begin
  update cases
  set withdrawn_at = case when is_wished then happened end
  where case_id = of_case and is_wished <> (withdrawn_at is not null);
  update cases
  set state = 'closed', closed_at = happened, due_at = null, paused_at = null, answered_at = null, returned_at = null
  where case_id = of_case and state = 'open' and is_wished
    and not exists (select from reports r where r.case_id = of_case and r.state <> 'withdrawn')
    and not exists (
      select from mitigations m
      where m.state = 'active'
        and m.case_id = any (array(select of_case union all select j.case_id from cases j where j.joined_into = of_case)));
end
$$;

-- Case bookkeeping that follows from what a reporter or an owner did to a report that they may change; they never touch a case themselves. A case
-- that stood still because the reporter was asked goes on when the reporter comes back.
create function portal.note_on_case(account uuid, report uuid, happened timestamptz, answered boolean, returned boolean) returns void
language plpgsql security definer set search_path = public as $$
declare
  asker text := current_setting('role');
  of_case uuid;
begin
  select r.case_id into of_case
  from reports r
  join cases c on c.case_id = r.case_id
  where r.account_id = account and r.report_id = report
    and case asker
      when 'portal_reporter' then r.submission_id = portal.submission_id()
      when 'portal_member' then r.account_id = portal.account_id() and r.owner_told_at is not null and r.clearance is null
      when 'portal_staff' then portal.cleared(c.clearance)
      else asker = 'portal_system'
    end;
  if of_case is null then
    raise exception '% has no such report', asker using errcode = 'insufficient_privilege';
  end if;
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
  where case_id = of_case;
  if returned then
    perform portal.end_withdrawn(of_case, happened);
  end if;
end
$$;
revoke all on function portal.note_on_case from public;
grant execute on function portal.note_on_case to portal_reporter, portal_member, portal_staff, portal_system;

-- What one submission's reports share is seen by whoever may see one of them. A line is as restricted as the report it became or repeats; a letter about
-- the whole submission names all of it, and is as restricted as the most restricted report. Of two cases that share a submission the second one waits
-- for the first and counts what it did.
create function portal.set_submission_clearance(of_submissions uuid[]) returns void
language plpgsql security definer set search_path = public as $$
begin
  perform from submissions where submission_id = any (of_submissions) order by submission_id for update;
  update submissions s
  set clearance = f.shared
  from (
    select r.submission_id, case when bool_and(r.clearance is not null) then max(r.clearance) end as shared
    from reports r
    where r.submission_id = any (of_submissions)
    group by r.submission_id
  ) f
  where s.submission_id = f.submission_id;
  update reporters p
  set clearance = s.clearance
  from submissions s
  where s.submission_id = p.submission_id and s.submission_id = any (of_submissions) and p.clearance is distinct from s.clearance;
  update submission_lines l
  set clearance = r.clearance
  from reports r
  where l.submission_id = any (of_submissions) and r.account_id = l.account_id and r.report_id = l.report_id
    and l.clearance is distinct from r.clearance;
  update submission_lines l
  set clearance = f.clearance
  from (
    select k.submission_id, k.line_number, case when first.line_number is null then s.clearance else first.clearance end as clearance
    from submission_lines k
    join submissions s on s.submission_id = k.submission_id
    left join lateral (
      select a.line_number, a.clearance
      from submission_lines a
      where a.submission_id = k.submission_id and a.url_hash = k.url_hash and a.outcome = 'accepted'
      order by a.clearance
      limit 1
    ) first on true
    where k.submission_id = any (of_submissions) and k.report_id is null
  ) f
  where l.submission_id = f.submission_id and l.line_number = f.line_number and l.clearance is distinct from f.clearance;
  update letters l
  set clearance = f.clearance
  from (
    select r.submission_id, max(r.clearance) as clearance
    from reports r
    where r.submission_id = any (of_submissions)
    group by r.submission_id
  ) f
  where l.submission_id = f.submission_id and l.report_id is null and l.clearance is distinct from f.clearance;
end
$$;
revoke all on function portal.set_submission_clearance from public;
grant execute on function portal.set_submission_clearance to portal_system;

-- Sets what a case and all that belongs to it needs somebody to be cleared for. A restricted report is taken from its owner, and what was still to be
-- sent to the owner is not sent. What belongs to a case that was joined into this one is as restricted as this one.
create function portal.set_clearance(of_case uuid, wanted text) returns void
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
revoke all on function portal.set_clearance from public;
grant execute on function portal.set_clearance to portal_staff;

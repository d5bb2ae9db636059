-- What a scope may do is checked where it is done, whoever calls.

-- Whoever asks without having said who they are: which names are a customer's zone, and nothing else.
do $$
begin
  begin
    if not exists (select from pg_roles where rolname = 'portal_anybody') then
      create role portal_anybody nologin noinherit;
    end if;
  exception when duplicate_object or unique_violation then
    null;
  end;
  if not pg_has_role('portal_login', 'portal_anybody', 'member') then
    grant portal_anybody to portal_login;
  end if;
end
$$;
grant usage on schema public, portal to portal_anybody;
create policy zones_anybody on zones for select to portal_anybody using (true);
grant select (account_id, zone_id, host, service, active_from, active_until) on zones to portal_anybody;

-- Who belongs to an account is changed by its owners.
create function portal.is_owner() returns boolean
language sql stable security definer set search_path = public as $$
  select exists (
    select from members m
    where m.account_id = portal.account_id() and m.user_id = portal.user_id() and m.role = 'owner')
$$;
revoke all on function portal.is_owner from public;
grant execute on function portal.is_owner to portal_member;
drop policy members_member on members;
create policy members_member on members for select to portal_member using (account_id = (select portal.account_id()));
create policy members_owner on members to portal_member
  using (account_id = (select portal.account_id()) and (select portal.is_owner()))
  with check (account_id = (select portal.account_id()) and (select portal.is_owner()));

-- As before, for reports that the asking scope may change.
create or replace function portal.note_on_case(account uuid, report uuid, happened timestamptz, answered boolean, returned boolean) returns void
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
end
$$;

-- As before, for the jobs that the asking scope has reason to queue.
create or replace function portal.enqueue(task text, payload jsonb, run_at timestamptz default null, job_key text default null) returns void
language plpgsql security definer set search_path = graphile_worker, public as $$
declare
  asker text := current_setting('role');
begin
  if not (case asker
    when 'portal_reporter' then task in ('write_letters', 'owner_deadline')
    when 'portal_member' then task in ('write_letters', 'owner_deadline', 'end_question')
    when 'portal_staff' then task in ('write_letters', 'owner_deadline', 'end_question', 'resume_case')
    else asker = 'portal_system'
  end) then
    raise exception '% does not queue %', asker, task using errcode = 'insufficient_privilege';
  end if;
  perform graphile_worker.add_job(
    identifier => task, payload => payload::json, run_at => run_at, job_key => job_key, max_attempts => 25);
end
$$;

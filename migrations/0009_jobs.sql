-- The job queue. Its own tables come before these migrations, and after them the worker is let use them.

-- Any scope may queue a job inside its own transaction, if it has reason to; only the worker reads the queue.
create function portal.enqueue(task text, payload jsonb, run_at timestamptz default null, job_key text default null) returns void
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
revoke all on function portal.enqueue from public;
grant execute on function portal.enqueue to portal_reporter, portal_member, portal_staff, portal_system;

-- Jobs that the queue gave up on, for leads to see and to start again. What a job is about is read from its ids; its other fields, which may hold
-- addresses of people, never leave the queue. A job about something restricted is for those who are cleared for it.
create index jobs_given_up on graphile_worker._private_jobs (updated_at desc, id) where attempts >= max_attempts;

create function portal.as_uuid(word text) returns uuid language sql immutable parallel safe
  return case when word ~ '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$' then word::uuid end;

create function portal.jobs_given_up(at_most integer)
returns table (job_id bigint, task text, since timestamptz, last_error text, case_number bigint, reference text, account_id uuid)
language plpgsql stable security definer set search_path = public as $$
#variable_conflict use_column
begin
  if not exists (select from staff s where s.user_id = portal.user_id() and s.role = 'lead') then
    return;
  end if;
  return query
    select j.id, t.identifier, j.updated_at, j.last_error, c.number, coalesce(r.reference, s.reference), r.account_id
    from graphile_worker._private_jobs j
    join graphile_worker._private_tasks t on t.id = j.task_id
    cross join lateral (select coalesce(j.payload::jsonb -> 'occasion', j.payload::jsonb)) as p (fields)
    left join letters l on l.letter_id = portal.as_uuid(p.fields ->> 'letter_id')
    left join reports r on r.account_id = coalesce(l.account_id, portal.as_uuid(p.fields #>> '{report,account_id}'))
      and r.report_id = coalesce(l.report_id, portal.as_uuid(p.fields #>> '{report,report_id}'))
    left join cases c on c.case_id = coalesce(r.case_id, l.case_id, portal.as_uuid(p.fields ->> 'case_id'))
    left join lateral (
      select s.reference, s.clearance
      from submissions s
      where s.submission_id = coalesce(l.submission_id, portal.as_uuid(p.fields ->> 'submission_id'))
      union all
      select s.reference, s.clearance
      from submissions s
      where s.reference = p.fields ->> 'reference'
      limit 1
    ) s on true
    where j.attempts >= j.max_attempts and j.locked_at is null
      and portal.cleared(l.clearance) and portal.cleared(r.clearance) and portal.cleared(c.clearance) and portal.cleared(s.clearance)
    order by j.updated_at desc, j.id
    limit at_most;
end
$$;

-- Starts those of these jobs again that the asker sees, from their first attempt, and says which. A letter that failed is to be sent again with it.
create function portal.try_jobs_again(of_jobs bigint[], at timestamptz)
returns table (job_id bigint, task text, case_number bigint, reference text, account_id uuid)
language plpgsql volatile security definer set search_path = public as $$
#variable_conflict use_column
begin
  return query
    with again as (
      update graphile_worker._private_jobs j
      set attempts = 0, max_attempts = 25, run_at = at, last_error = null, updated_at = now()
      from portal.jobs_given_up(null) g
      where j.id = g.job_id and j.id = any (of_jobs) and j.locked_at is null
      returning j.id, j.payload, g.task, g.case_number, g.reference, g.account_id
    ),
    letters_again as (
      update letters l
      set state = 'queued', last_error = null
      from again a
      where a.task = 'send_letter' and l.letter_id = portal.as_uuid(a.payload ->> 'letter_id') and l.state = 'failed'
    )
    select a.id, a.task, a.case_number, a.reference, a.account_id
    from again a
    order by a.id;
end
$$;
revoke all on function portal.jobs_given_up, portal.try_jobs_again from public;
grant execute on function portal.jobs_given_up, portal.try_jobs_again to portal_staff;

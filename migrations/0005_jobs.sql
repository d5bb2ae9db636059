-- Any scope may queue a job inside its own transaction; only the worker reads the queue (its grants follow each migration of the queue itself).
create function portal.enqueue(task text, payload jsonb, run_at timestamptz default null, job_key text default null) returns void
language sql security definer set search_path = graphile_worker, public as $$
  select graphile_worker.add_job(identifier => task, payload => payload::json, run_at => run_at, job_key => job_key, max_attempts => 25)
$$;
revoke all on function portal.enqueue from public;
grant execute on function portal.enqueue to portal_reporter, portal_member, portal_staff, portal_system;

-- Jobs are graphile_worker's tables, owned by the migrating role. Any scope may queue a job inside its own transaction; only the worker reads them.
create function portal.enqueue(task text, payload jsonb, run_at timestamptz default null, job_key text default null) returns void
language sql security definer set search_path = graphile_worker, public as $$
  select graphile_worker.add_job(identifier => task, payload => payload::json, run_at => run_at, job_key => job_key, max_attempts => 25)
$$;
revoke all on function portal.enqueue from public;
grant execute on function portal.enqueue to portal_reporter, portal_member, portal_staff, portal_system;

grant usage on schema graphile_worker to portal_worker, portal_system;
grant select, insert, update, delete on all tables in schema graphile_worker to portal_worker;
grant usage, select on all sequences in schema graphile_worker to portal_worker;
grant execute on all functions in schema graphile_worker to portal_worker;
do $$
declare
  named text;
begin
  for named in select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'graphile_worker' and c.relkind = 'r' loop
    execute format('create policy %I on graphile_worker.%I to portal_worker using (true) with check (true)', named || '_worker', named);
  end loop;
end
$$;

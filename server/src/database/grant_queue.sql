-- The queue's library enables row-level security on its tables without a policy, so only their owner may use them.
do $$
declare
    queue_table text;
begin
    if not exists (select from pg_roles where rolname = 'portal_worker') then
        return;
    end if;
    grant usage on schema graphile_worker to portal_worker;
    grant select, insert, update, delete on all tables in schema graphile_worker to portal_worker;
    grant usage, select on all sequences in schema graphile_worker to portal_worker;
    grant execute on all functions in schema graphile_worker to portal_worker;
    for queue_table in
        select tablename
        from pg_tables
        where schemaname = 'graphile_worker'
            and rowsecurity
            and tablename not in (select tablename from pg_policies where schemaname = 'graphile_worker' and policyname = 'worker')
    loop
        execute format('create policy worker on graphile_worker.%I to portal_worker using (true) with check (true)', queue_table);
    end loop;
end
$$;

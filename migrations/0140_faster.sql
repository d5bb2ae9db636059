-- As before, but planned once a session: plain SQL that runs as its owner is planned at every call.
create or replace function portal.limited_reports(of_reports uuid[]) returns table (report_id uuid)
language plpgsql stable security definer set search_path = public as $$
#variable_conflict use_column
begin
  return query
    select r.report_id
    from reports r
    where r.account_id = portal.account_id() and r.report_id = any (of_reports) and r.owner_told_at is not null and r.clearance is null
      and (
        exists (
          select
          from mitigations m
          where m.account_id = r.account_id and m.state = 'active' and m.scope = 'account' and m.clearance is null and not m.is_hidden)
        or exists (
          select
          from report_addresses a
          join zones z on z.account_id = a.account_id and z.zone_id = a.zone_id
          join mitigations m on m.account_id = a.account_id and m.state = 'active' and m.clearance is null and not m.is_hidden
            and (m.scope = 'address' and m.target = a.url or m.scope = 'zone' and m.target = z.host collate "default")
          where a.account_id = r.account_id and a.report_id = r.report_id));
end
$$;

create or replace function portal.reporter_is_written_to(of_report uuid) returns boolean
language plpgsql stable security definer set search_path = public as $$
begin
  return exists (
    select
    from reports r
    join reporters p on p.submission_id = r.submission_id
    where r.account_id = portal.account_id() and r.report_id = of_report and r.owner_told_at is not null and r.clearance is null
      and p.email is not null and p.letters_stopped_at is null);
end
$$;

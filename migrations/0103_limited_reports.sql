-- Those of these reports of the asking account of which an address is limited now, as far as its owner may know.
create function portal.limited_reports(of_reports uuid[]) returns table (report_id uuid)
language sql stable security definer set search_path = public as $$
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
        where a.account_id = r.account_id and a.report_id = r.report_id))
$$;
revoke all on function portal.limited_reports from public;
grant execute on function portal.limited_reports to portal_member;

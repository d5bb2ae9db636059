-- A site that went to another account is not limited at the old one, whatever was put in force there.
create or replace function portal.limited_since(of_account uuid, of_report uuid, of_address uuid) returns timestamptz
language plpgsql stable security definer set search_path = public as $$
declare
  asker text := current_setting('role');
begin
  return (
    select min(m.since)
    from report_addresses a
    join reports r on r.account_id = a.account_id and r.report_id = a.report_id
    join zones z on z.account_id = a.account_id and z.zone_id = a.zone_id
    cross join lateral (
      select since, clearance, is_hidden from mitigations
      where account_id = of_account and state = 'active' and scope = 'address' and target = a.url
      union all
      select since, clearance, is_hidden from mitigations
      where account_id = of_account and state = 'active' and scope = 'zone' and target = z.host collate "default"
      union all
      select since, clearance, is_hidden from mitigations
      where account_id = of_account and state = 'active' and scope = 'account'
    ) m
    where a.account_id = of_account and a.report_id = of_report and a.address_id = of_address and z.active_until is null
      and (m.clearance is null or m.clearance = a.clearance)
      and case asker
        when 'portal_reporter' then r.submission_id = portal.submission_id()
        when 'portal_member' then a.account_id = portal.account_id() and r.owner_told_at is not null and r.clearance is null and not m.is_hidden
        when 'portal_staff' then portal.cleared(a.clearance)
        else false
      end
  );
end
$$;

-- Whether a limit covers a reported address or has covered it, for its reporter.
create function portal.was_limited(of_account uuid, of_report uuid, of_address uuid) returns boolean
language plpgsql stable security definer set search_path = public as $$
begin
  return exists (
    select from report_addresses a
    join reports r on r.account_id = a.account_id and r.report_id = a.report_id
    join zones z on z.account_id = a.account_id and z.zone_id = a.zone_id
    join mitigations m on m.account_id = a.account_id
      and case m.scope when 'address' then m.target = a.url when 'zone' then m.target = z.host collate "default" else true end
    where a.account_id = of_account and a.report_id = of_report and a.address_id = of_address
      and r.submission_id = portal.submission_id()
      and (z.active_until is null or m.since < z.active_until)
      and (m.clearance is null or m.clearance = a.clearance)
  );
end
$$;
revoke all on function portal.was_limited from public;
grant execute on function portal.was_limited to portal_reporter;

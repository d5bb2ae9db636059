-- A report of the case that a limit of this reach on this target covers; null where there is none.
create function portal.limited_report(of_case uuid, account uuid, reach text, aim text) returns uuid
language sql stable as $$
  select r.report_id
  from reports r
  join report_addresses a on a.account_id = r.account_id and a.report_id = r.report_id
  join zones z on z.account_id = a.account_id and z.zone_id = a.zone_id
  where r.case_id = of_case and r.account_id = account and r.state <> 'withdrawn'
    and case reach when 'address' then a.url = aim when 'zone' then z.host = aim else true end
  order by r.report_id
  limit 1
$$;

-- Limits go with the reports they cover when a case is split.
grant update (case_id, report_id) on mitigations to portal_staff;

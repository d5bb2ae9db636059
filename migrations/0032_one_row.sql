-- Open cases about the same site, the next to breach first.
drop index cases_host, cases_open_host;
create index cases_open_host on cases (host, due_at, case_id) include (clearance) where state = 'open';

-- A policy that looks into another table looks up one row of it. Written with `exists`, the planner may read all of that table into memory
-- first, for every query, whenever it expects many rows; it cannot do that with a value.
alter policy case_events_staff on case_events
  using ((select true from cases c where c.case_id = case_events.case_id));
alter policy report_events_staff on report_events
  using ((select true from reports r where r.account_id = report_events.account_id and r.report_id = report_events.report_id));
alter policy decisions_staff on decisions
  using ((select true from cases c where c.case_id = decisions.case_id));
alter policy report_addresses_reporter on report_addresses
  using ((select true from reports r where r.account_id = report_addresses.account_id and r.report_id = report_addresses.report_id));
alter policy report_events_reporter on report_events
  using (to_reporter and (select true from reports r where r.account_id = report_events.account_id and r.report_id = report_events.report_id));
alter policy report_addresses_member on report_addresses
  using (account_id = (select portal.account_id()) and clearance is null
    and (select true from reports r where r.account_id = report_addresses.account_id and r.report_id = report_addresses.report_id));
alter policy report_events_member on report_events
  using (account_id = (select portal.account_id()) and to_owner and clearance is null
    and (select true from reports r where r.account_id = report_events.account_id and r.report_id = report_events.report_id));

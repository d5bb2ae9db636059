-- The customer's side: indexes that serve the list of reports, its search, the sites and the overview of one account.

-- What waits for the owner, the nearest deadline first.
create index reports_to_answer on reports (account_id, owner_due_at, report_id)
  where owner_told_at is not null and state in ('with_owner', 'owner_working', 'unanswered');
create index reports_listing_category on reports (account_id, category, received_at desc, report_id desc) where owner_told_at is not null;
create index reports_ended on reports (account_id, closed_at) where owner_told_at is not null and closed_at is not null;

-- A site by the beginning of its name, or with everything below it.
create index report_addresses_named on report_addresses (account_id, host, report_id);
create index report_addresses_named_below on report_addresses (account_id, host_reversed, report_id);
grant select (host_reversed) on report_addresses to portal_member;

create index zones_named on zones (account_id, host) where active_until is null;

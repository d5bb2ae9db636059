-- The open reports of one site, counted without those that are decided.
create index reports_open_zone on reports (account_id, zone_id)
  where owner_told_at is not null and state not in ('forwarded', 'warned', 'limited', 'declined', 'referred', 'withdrawn');

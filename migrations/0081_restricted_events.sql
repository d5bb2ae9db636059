-- What happens to a report while it is restricted is never shown to the owner, not even once it is open again.
create function portal.hide_from_owner() returns trigger
language plpgsql security definer set search_path = public as $$
begin
  new.to_owner := new.to_owner and not exists (
    select from reports r where r.account_id = new.account_id and r.report_id = new.report_id and r.clearance is not null);
  return new;
end
$$;
revoke all on function portal.hide_from_owner from public;
create trigger report_events_hidden before insert on report_events for each row execute function portal.hide_from_owner();

-- Whether a reporter is written to: an address was left, and letters were not stopped. The owner of a report may know this much of a reporter who is
-- not named, because a question that nobody is told of may stay unseen.
create function portal.reporter_is_written_to(of_report uuid) returns boolean
language sql stable security definer set search_path = public as $$
  select exists (
    select
    from reports r
    join reporters p on p.submission_id = r.submission_id
    where r.account_id = portal.account_id() and r.report_id = of_report and r.owner_told_at is not null and r.clearance is null
      and p.email is not null and p.letters_stopped_at is null)
$$;
revoke all on function portal.reporter_is_written_to from public;
grant execute on function portal.reporter_is_written_to to portal_member;

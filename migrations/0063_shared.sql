-- What one submission's reports share is seen by whoever may see one of them. A line is as restricted as the report it became or repeats; a
-- letter about the whole submission names all of it, and is as restricted as the most restricted report.
create or replace function portal.set_submission_clearance(of_submissions uuid[]) returns void
language plpgsql security definer set search_path = public as $$
begin
  update submissions s
  set clearance = f.shared
  from (
    select r.submission_id, case when bool_and(r.clearance is not null) then max(r.clearance) end as shared
    from reports r
    where r.submission_id = any (of_submissions)
    group by r.submission_id
  ) f
  where s.submission_id = f.submission_id;
  update reporters p
  set clearance = s.clearance
  from submissions s
  where s.submission_id = p.submission_id and s.submission_id = any (of_submissions) and p.clearance is distinct from s.clearance;
  update submission_lines l
  set clearance = r.clearance
  from reports r
  where l.submission_id = any (of_submissions) and r.account_id = l.account_id and r.report_id = l.report_id
    and l.clearance is distinct from r.clearance;
  update submission_lines l
  set clearance = f.clearance
  from (
    select k.submission_id, k.line_number, case when first.line_number is null then s.clearance else first.clearance end as clearance
    from submission_lines k
    join submissions s on s.submission_id = k.submission_id
    left join lateral (
      select a.line_number, a.clearance
      from submission_lines a
      where a.submission_id = k.submission_id and a.url_hash = k.url_hash and a.outcome = 'accepted'
      order by a.clearance
      limit 1
    ) first on true
    where k.submission_id = any (of_submissions) and k.report_id is null
  ) f
  where l.submission_id = f.submission_id and l.line_number = f.line_number and l.clearance is distinct from f.clearance;
  update letters l
  set clearance = f.clearance
  from (
    select r.submission_id, max(r.clearance) as clearance
    from reports r
    where r.submission_id = any (of_submissions)
    group by r.submission_id
  ) f
  where l.submission_id = f.submission_id and l.report_id is null and l.clearance is distinct from f.clearance;
end
$$;
grant execute on function portal.set_submission_clearance to portal_system;
select portal.set_submission_clearance(array(select distinct r.submission_id from reports r where r.clearance is not null));

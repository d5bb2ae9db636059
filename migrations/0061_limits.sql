-- Marks the addresses of these accounts that a limit covers, since when, and takes the mark from the others. It sees every limit, whoever asks;
-- a restricted one leaves its mark on what is as restricted alone, so that it does not show elsewhere. One account at a time, so that of two limits that
-- end together the later one takes the mark.
create function portal.mark_limits(of_accounts uuid[]) returns void
language plpgsql security definer set search_path = public as $$
begin
  perform pg_advisory_xact_lock(hashtextextended(k.account_id::text, 0))
  from (select distinct account_id from unnest(of_accounts) as account_id order by account_id) k;
  with covered as (
    select a.account_id, a.report_id, a.address_id, min(m.since) as since
    from report_addresses a
    join zones z on z.account_id = a.account_id and z.zone_id = a.zone_id
    cross join lateral (values ('address', a.url collate "C"), ('zone', z.host collate "C"), ('account', '' collate "C")) as v (scope, target)
    join mitigations m on m.account_id = a.account_id and m.scope = v.scope
      and (case when m.scope = 'account' then '' else m.target end) collate "C" = v.target
      and (m.clearance is null or m.clearance = a.clearance)
    where a.account_id = any (of_accounts) and m.state = 'active'
    group by a.account_id, a.report_id, a.address_id
  )
  update report_addresses a
  set limited_at = f.since
  from (
    select b.account_id, b.report_id, b.address_id, c.since
    from report_addresses b
    left join covered c on c.account_id = b.account_id and c.report_id = b.report_id and c.address_id = b.address_id
    where b.account_id = any (of_accounts) and b.limited_at is distinct from c.since
  ) f
  where a.account_id = f.account_id and a.report_id = f.report_id and a.address_id = f.address_id;
end
$$;
revoke all on function portal.mark_limits from public;
grant execute on function portal.mark_limits to portal_staff;
create policy zones_definer on zones for select to current_user using (true);

-- As before, and limits leave their marks anew.
create or replace function portal.set_clearance(of_case uuid, wanted text) returns void
language plpgsql security definer set search_path = public as $$
declare
  of_cases uuid[] := array(select c.case_id from cases c where c.case_id = of_case or c.joined_into = of_case);
begin
  if not exists (select from cases c where c.case_id = of_case and portal.cleared(c.clearance)) then
    raise exception 'not cleared for this case' using errcode = 'insufficient_privilege';
  end if;
  update reports
  set clearance = wanted,
      owner_told_at = case when wanted is null then owner_told_at end,
      owner_due_at = case when wanted is null then owner_due_at end,
      owner_paused_at = case when wanted is null then owner_paused_at end
  where case_id = of_case;
  update report_addresses a
  set clearance = wanted
  from reports r
  where r.case_id = of_case and a.account_id = r.account_id and a.report_id = r.report_id;
  update letters l
  set clearance = wanted,
      state = case when wanted is not null and l.audience = 'owner' and l.state = 'queued' then 'failed' else l.state end,
      last_error = case when wanted is not null and l.audience = 'owner' and l.state = 'queued' then 'withheld: the case became restricted' else l.last_error end
  from reports r
  where r.case_id = of_case and l.account_id = r.account_id and l.report_id = r.report_id;
  update letters set clearance = wanted where case_id = any (of_cases);
  update mitigations set clearance = wanted where case_id = any (of_cases);
  update referrals set clearance = wanted where case_id = any (of_cases);
  perform portal.set_submission_clearance(array(select distinct r.submission_id from reports r where r.case_id = of_case));
  perform portal.mark_limits(array(select distinct r.account_id from reports r where r.case_id = of_case));
  update cases set clearance = wanted where case_id = any (of_cases);
end
$$;
select portal.mark_limits(array(select distinct m.account_id from mitigations m where m.clearance is not null));

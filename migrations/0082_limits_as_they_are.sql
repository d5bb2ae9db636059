-- Whether an address is limited follows from the limits in force when somebody looks, and is kept nowhere else.

alter table report_addresses drop column limited_at;
drop function portal.mark_limits;
create index mitigations_covering on mitigations (account_id, scope, target) where state = 'active';

-- A limit that was ever restricted stays hidden from the owner, as what happened to its reports meanwhile does.
alter table mitigations add column is_hidden boolean not null default false;
update mitigations set is_hidden = true where clearance is not null;
create function portal.hide_limit() returns trigger language plpgsql as $$
begin
  new.is_hidden := new.is_hidden or new.clearance is not null;
  return new;
end
$$;
create trigger mitigations_hidden before insert or update on mitigations for each row execute function portal.hide_limit();

-- Since when a reported address is limited, for whoever asks: a limit of a restricted case shows at what is as restricted alone, and to its owner never.
create function portal.limited_since(of_account uuid, of_report uuid, of_address uuid) returns timestamptz
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
    where a.account_id = of_account and a.report_id = of_report and a.address_id = of_address
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
revoke all on function portal.limited_since from public;
grant execute on function portal.limited_since to portal_reporter, portal_member, portal_staff;

-- What is limited in the asking account, the newest first. Why, and on which report, is said where the owner was told of a report that the limit covers.
create function portal.limits_of_account(at_most bigint)
returns table (scope text, target text, since timestamptz, category text, reason text, reference text)
language plpgsql stable security definer set search_path = public as $$
#variable_conflict use_column
begin
  return query
    select m.scope, m.target, m.since, case when told.reference is not null then m.category end,
      case when told.reference is not null then m.reason end, told.reference
    from (
      select *
      from mitigations
      where account_id = portal.account_id() and state = 'active' and clearance is null and not is_hidden
      order by since desc
      limit at_most
    ) m
    join cases c on c.case_id = m.case_id
    left join lateral (
      select r.reference
      from reports r
      join report_addresses a on a.account_id = r.account_id and a.report_id = r.report_id
      join zones z on z.account_id = a.account_id and z.zone_id = a.zone_id
      where r.account_id = m.account_id and r.case_id = coalesce(c.joined_into, c.case_id)
        and r.owner_told_at is not null and r.clearance is null
        and case m.scope when 'address' then a.url = m.target when 'zone' then z.host = m.target else true end
      order by r.report_id = m.report_id desc nulls last, r.report_id
      limit 1
    ) told on true
    order by m.since desc;
end
$$;
revoke all on function portal.limits_of_account from public;
grant execute on function portal.limits_of_account to portal_member;
drop policy mitigations_member on mitigations;
revoke select on mitigations from portal_member;

-- As before; the marks are gone.
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
  update cases set clearance = wanted where case_id = any (of_cases);
end
$$;

-- As before, but of two cases that share a submission the second one waits for the first and counts what it did.
create or replace function portal.set_submission_clearance(of_submissions uuid[]) returns void
language plpgsql security definer set search_path = public as $$
begin
  perform from submissions where submission_id = any (of_submissions) order by submission_id for update;
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

-- Limits on what is served. Whether an address is limited follows from the limits in force when somebody looks, and is kept nowhere else.
-- A limit stands under the account that was reported, and covers what that account has. One that was ever restricted follows its address or site to
-- whichever account of ours has it, since no owner hears of it; one of every site of an account follows none.

create table mitigations (
  account_id uuid not null references accounts,
  mitigation_id uuid not null,
  case_id uuid not null references cases,
  decision_id uuid not null references decisions,
  report_id uuid,
  category text not null,
  scope text not null,
  target text not null,
  state text not null,
  reason text not null,
  since timestamptz not null,
  removed_at timestamptz,
  clearance text,
  -- A limit that was ever restricted stays hidden from the owner, as what happened to its reports meanwhile does.
  is_hidden boolean not null default false,
  primary key (account_id, mitigation_id),
  constraint mitigations_report foreign key (account_id, report_id) references reports,
  constraint mitigations_scope_known check (scope in ('address', 'zone', 'account')),
  constraint mitigations_state_known check (state in ('active', 'removed'))
);
create index mitigations_active on mitigations (account_id, since desc) where state = 'active';
create index mitigations_covering on mitigations (account_id, scope, target, state);
create index mitigations_case on mitigations (case_id);
create index mitigations_following on mitigations (target, scope) where state = 'active' and is_hidden;

create function portal.hide_limit() returns trigger language plpgsql as $$
begin
  new.is_hidden := new.is_hidden or new.clearance is not null;
  return new;
end
$$;
create trigger mitigations_hidden before insert or update on mitigations for each row execute function portal.hide_limit();

alter table mitigations enable row level security, force row level security;
create policy mitigations_system on mitigations to portal_system using (true) with check (true);
create policy mitigations_definer on mitigations to current_user using (true) with check (true);
create policy mitigations_staff on mitigations to portal_staff using (portal.cleared(clearance)) with check (portal.cleared(clearance));
grant select, insert, update on mitigations to portal_system;
-- Limits go with the reports they cover when a case is split.
grant select, insert, update (case_id, report_id, state, removed_at) on mitigations to portal_staff;

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

-- Since when a reported address is limited, for whoever asks: a limit of a restricted case shows at what is as restricted alone, and to its owner never.
-- This function and those below are plpgsql, which is planned once a session: plain SQL that runs as its owner is planned at every call.
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
      select since, clearance, is_hidden, case_id from mitigations
      where account_id = of_account and state = 'active' and scope = 'address' and target = a.url and z.active_until is null
      union all
      select since, clearance, is_hidden, case_id from mitigations
      where account_id = of_account and state = 'active' and scope = 'zone' and target = z.host collate "default" and z.active_until is null
      union all
      select since, clearance, is_hidden, case_id from mitigations
      where account_id = of_account and state = 'active' and scope = 'account' and z.active_until is null
      union all
      select since, clearance, is_hidden, case_id from mitigations
      where state = 'active' and is_hidden and (target = a.url and scope = 'address' or target = z.host collate "default" and scope = 'zone')
        and exists (select from zones n where n.host = z.host and n.active_until is null)
    ) m
    where a.account_id = of_account and a.report_id = of_report and a.address_id = of_address
      and (m.clearance is null or m.clearance = a.clearance)
      and case asker
        -- What is limited for the sake of children is nobody's news who did not report it.
        when 'portal_reporter' then r.submission_id = portal.submission_id()
          and (m.clearance is null and not m.is_hidden or m.case_id = r.case_id)
        when 'portal_member' then a.account_id = portal.account_id() and r.owner_told_at is not null and r.clearance is null and not m.is_hidden
        when 'portal_staff' then portal.cleared(a.clearance)
        else false
      end
  );
end
$$;
revoke all on function portal.limited_since from public;
grant execute on function portal.limited_since to portal_reporter, portal_member, portal_staff;

-- Whether a limit covers a reported address or has covered it, for its reporter.
create function portal.was_limited(of_account uuid, of_report uuid, of_address uuid) returns boolean
language plpgsql stable security definer set search_path = public as $$
begin
  return exists (
    select from report_addresses a
    join reports r on r.account_id = a.account_id and r.report_id = a.report_id
    join zones z on z.account_id = a.account_id and z.zone_id = a.zone_id
    cross join lateral (
      select since, clearance, is_hidden, case_id, is_hidden as follows from mitigations
      where account_id = of_account and scope = 'address' and target = a.url
      union all
      select since, clearance, is_hidden, case_id, is_hidden from mitigations
      where account_id = of_account and scope = 'zone' and target = z.host collate "default"
      union all
      select since, clearance, is_hidden, case_id, false from mitigations
      where account_id = of_account and scope = 'account'
    ) m
    where a.account_id = of_account and a.report_id = of_report and a.address_id = of_address
      and r.submission_id = portal.submission_id()
      and (m.clearance is null and not m.is_hidden or m.case_id = r.case_id)
      and (z.active_until is null or m.since < z.active_until or m.follows)
      and (m.clearance is null or m.clearance = a.clearance)
  );
end
$$;
revoke all on function portal.was_limited from public;
grant execute on function portal.was_limited to portal_reporter;

-- Those of these reports of the asking account of which an address is limited now, as far as its owner may know.
create function portal.limited_reports(of_reports uuid[]) returns table (report_id uuid)
language plpgsql stable security definer set search_path = public as $$
#variable_conflict use_column
begin
  return query
    select r.report_id
    from reports r
    where r.account_id = portal.account_id() and r.report_id = any (of_reports) and r.owner_told_at is not null and r.clearance is null
      and (
        exists (
          select
          from mitigations m
          where m.account_id = r.account_id and m.state = 'active' and m.scope = 'account' and m.clearance is null and not m.is_hidden)
        or exists (
          select
          from report_addresses a
          join zones z on z.account_id = a.account_id and z.zone_id = a.zone_id
          join mitigations m on m.account_id = a.account_id and m.state = 'active' and m.clearance is null and not m.is_hidden
            and (m.scope = 'address' and m.target = a.url or m.scope = 'zone' and m.target = z.host collate "default")
          where a.account_id = r.account_id and a.report_id = r.report_id));
end
$$;
revoke all on function portal.limited_reports from public;
grant execute on function portal.limited_reports to portal_member;

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

-- Since when these sites of the asking account are limited, as a whole or in part, by the same limits.
create function portal.limits_of_sites(of_hosts text[]) returns table (host text, whole_since timestamptz, part_since timestamptz)
language plpgsql stable security definer set search_path = public as $$
#variable_conflict use_column
begin
  return query
    select z.host, min(m.since) filter (where m.scope <> 'address'), min(m.since) filter (where m.scope = 'address')
    from mitigations m
    left join report_addresses a on m.scope = 'address' and a.account_id = m.account_id and a.report_id = m.report_id and a.url = m.target
    join zones z on z.account_id = m.account_id and z.active_until is null and z.host = any (of_hosts)
      and case m.scope when 'account' then true when 'zone' then z.host = m.target else z.zone_id = a.zone_id end
    where m.account_id = portal.account_id() and m.state = 'active' and m.clearance is null and not m.is_hidden
    group by z.host;
end
$$;
revoke all on function portal.limits_of_sites from public;
grant execute on function portal.limits_of_sites to portal_member;

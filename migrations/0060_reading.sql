-- What nearly every request asks first is one statement without a transaction of its own: whose session or link this is.
-- The login role, which sees no table, may ask for one hash at a time; it is granted these functions after each migration.

do $$
declare
  named text;
begin
  foreach named in array array['sessions', 'users', 'members', 'accounts', 'staff', 'links'] loop
    execute format('create policy %I on %I for select to current_user using (true)', named || '_definer', named);
  end loop;
end
$$;

-- The session with this hash, if it still lasts, and its person with their first accounts by name.
create function portal.session(of_hash bytea, at timestamptz, known bigint)
returns table (record jsonb, created_at timestamptz, seen_at timestamptz, expires_at timestamptz, person json)
language plpgsql stable security definer set search_path = public as $$
#variable_conflict use_column
begin
  return query
    select s.record, s.created_at, s.seen_at, s.expires_at,
      json_build_object(
        'user_id', u.user_id, 'email', u.email, 'name', u.name, 'time_zone', u.time_zone,
        'staff', (select json_build_object('role', t.role, 'clearances', t.clearances) from staff t where t.user_id = u.user_id),
        'accounts', (select coalesce(json_agg(m), '[]') from (
          select a.account_id, a.name, m.role
          from members m
          join accounts a using (account_id)
          where m.user_id = u.user_id
          order by a.name, a.account_id
          limit known) m))
    from sessions s
    join users u using (user_id)
    where s.session_hash = of_hash and s.expires_at > at and u.disabled_at is null;
end
$$;

-- The submission that the link with this hash opens, if it still works, and until when.
create function portal.link(of_hash bytea, at timestamptz)
returns table (submission_id uuid, expires_at timestamptz)
language plpgsql stable security definer set search_path = public as $$
#variable_conflict use_column
begin
  return query
    select l.submission_id, l.expires_at
    from links l
    where l.link_hash = of_hash and l.revoked_at is null and l.expires_at > at;
end
$$;

revoke all on function portal.session, portal.link from public;

-- Counts of an account's reports from their index alone, under the policy too.
drop index reports_listing_state, reports_to_answer;
create index reports_listing_state on reports (account_id, state, received_at desc, report_id desc) include (clearance)
  where owner_told_at is not null;
create index reports_to_answer on reports (account_id, owner_due_at, report_id) include (clearance)
  where owner_told_at is not null and state in ('with_owner', 'owner_working', 'unanswered');

-- Who there is: accounts (tenants), their zones, people, memberships, staff, sessions, one-time links.
-- Row-level security binds the owner of the tables too. The functions that run as that owner get what they need by the policies named `…_definer`.

create table accounts (
  account_id uuid primary key,
  external_id text not null,
  name text not null,
  abuse_contact text,
  created_at timestamptz not null,
  constraint accounts_external_id_unique unique (external_id),
  constraint accounts_name_length check (length(name) between 1 and 200)
);
-- An account by the beginning of its name.
create index accounts_named on accounts (lower(name) collate "C", account_id);
alter table accounts enable row level security, force row level security;
create policy accounts_system on accounts to portal_system using (true) with check (true);
create policy accounts_definer on accounts for select to current_user using (true);
create policy accounts_staff on accounts for select to portal_staff using (true);
create policy accounts_member on accounts for select to portal_member using (account_id = (select portal.account_id()));
create policy accounts_member_change on accounts for update to portal_member using (account_id = (select portal.account_id()));
grant select, insert, update on accounts to portal_system;
grant select on accounts to portal_staff;
grant select, update (name, abuse_contact) on accounts to portal_member;

create table zones (
  account_id uuid not null references accounts,
  zone_id uuid not null,
  host text collate "C" not null,
  service text not null default 'proxied',
  origin_ip inet,
  -- The provider names an abuse contact for a site; what a customer sets is the account's, for the sites without one of their own.
  abuse_contact text,
  active_from timestamptz not null,
  active_until timestamptz,
  primary key (account_id, zone_id),
  constraint zones_service_known check (service in ('proxied', 'hosted', 'registered')),
  constraint zones_active_order check (active_until is null or active_until > active_from)
);
create unique index zones_active_host on zones (host) where active_until is null;
create index zones_host on zones (host, active_from);
create index zones_origin on zones (origin_ip) where origin_ip is not null;
create index zones_named on zones (account_id, host) where active_until is null;
alter table zones enable row level security, force row level security;
create policy zones_system on zones to portal_system using (true) with check (true);
create policy zones_definer on zones for select to current_user using (true);
create policy zones_staff on zones for select to portal_staff using (true);
create policy zones_member on zones for select to portal_member using (account_id = (select portal.account_id()));
-- Whoever asks without having said who they are sees which names are a customer's zone, and nothing else.
create policy zones_anybody on zones for select to portal_anybody using (true);
grant select, insert, update on zones to portal_system;
-- The origin address is for the host's abuse desk alone: no customer, no reporter.
grant select on zones to portal_staff;
grant select (account_id, zone_id, host, service, active_from, active_until) on zones to portal_member, portal_anybody;

create table users (
  user_id uuid primary key,
  email text not null,
  name text not null,
  password_hash text,
  time_zone text not null default 'UTC',
  created_at timestamptz not null,
  disabled_at timestamptz,
  constraint users_email_unique unique (email),
  constraint users_email_lower check (email = lower(email)),
  constraint users_name_length check (length(name) between 1 and 255)
);
alter table users enable row level security, force row level security;

create table members (
  account_id uuid not null references accounts,
  user_id uuid not null references users,
  role text not null,
  joined_at timestamptz not null,
  primary key (account_id, user_id),
  constraint members_role_known check (role in ('owner', 'responder', 'reader'))
);
create index members_user on members (user_id);
alter table members enable row level security, force row level security;

-- Who belongs to an account is changed by its owners.
create function portal.is_owner() returns boolean
language sql stable security definer set search_path = public as $$
  select exists (
    select from members m
    where m.account_id = portal.account_id() and m.user_id = portal.user_id() and m.role = 'owner')
$$;
revoke all on function portal.is_owner from public;
grant execute on function portal.is_owner to portal_member;
create policy members_system on members to portal_system using (true) with check (true);
create policy members_definer on members for select to current_user using (true);
create policy members_staff on members for select to portal_staff using (true);
create policy members_member on members for select to portal_member using (account_id = (select portal.account_id()));
create policy members_owner on members to portal_member
  using (account_id = (select portal.account_id()) and (select portal.is_owner()))
  with check (account_id = (select portal.account_id()) and (select portal.is_owner()));
grant select, insert, update, delete on members to portal_system, portal_member;
grant select on members to portal_staff;

create policy users_system on users to portal_system using (true) with check (true);
create policy users_definer on users for select to current_user using (true);
create policy users_staff on users for select to portal_staff using (true);
create policy users_member on users for select to portal_member
  using (user_id = (select portal.user_id()) or user_id in (select m.user_id from members m where m.account_id = (select portal.account_id())));
grant select, insert, update on users to portal_system;
grant select (user_id, email, name, time_zone, created_at, disabled_at) on users to portal_member, portal_staff;

create table staff (
  user_id uuid primary key references users,
  role text not null,
  clearances text[] not null default '{}',
  joined_at timestamptz not null,
  constraint staff_role_known check (role in ('analyst', 'senior', 'legal', 'lead')),
  constraint staff_clearances_known check (clearances <@ array['child_safety'])
);
alter table staff enable row level security, force row level security;
create policy staff_system on staff to portal_system using (true) with check (true);
create policy staff_definer on staff for select to current_user using (true);
create policy staff_staff on staff for select to portal_staff using (true);
-- Somebody leaves the staff: the row goes, what they did stays under their user.
grant select, insert, update, delete on staff to portal_system;
grant select on staff to portal_staff;

create table sessions (
  session_hash bytea primary key,
  user_id uuid references users,
  record jsonb not null,
  user_agent text,
  created_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null,
  constraint sessions_hash_size check (octet_length(session_hash) = 32)
);
create index sessions_user on sessions (user_id);
create index sessions_expiry on sessions (expires_at);
alter table sessions enable row level security, force row level security;
create policy sessions_system on sessions to portal_system using (true) with check (true);
create policy sessions_definer on sessions for select to current_user using (true);
grant select, insert, update, delete on sessions to portal_system;

-- What nearly every request asks first is one statement without a transaction of its own: whose session this is, or whose link (`portal.link`).
-- The login role, which sees no table, may ask for one hash at a time; it is granted these functions after the migrations.

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
revoke all on function portal.session from public;

-- A one-time link sent by mail: an invitation or a password reset. Only the hash of its token is kept.
create table tickets (
  ticket_id uuid primary key,
  ticket_hash bytea not null,
  kind text not null,
  user_id uuid not null references users,
  account_id uuid references accounts,
  role text,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  constraint tickets_hash_unique unique (ticket_hash),
  constraint tickets_kind_known check (kind in ('invitation', 'reset')),
  constraint tickets_invitation_role check (kind = 'invitation' or role is null)
);
create index tickets_user on tickets (user_id);
-- How many invitations an account sent lately.
create index tickets_account on tickets (account_id, created_at) where account_id is not null;
alter table tickets enable row level security, force row level security;
create policy tickets_system on tickets to portal_system using (true) with check (true);
grant select, insert, update on tickets to portal_system;

-- Failed sign-ins, by address and network, and by network alone, where the address is empty. Both are keyed hashes, of known addresses
-- and unknown ones alike. Rows that are a day old are swept away.
create table sign_in_failures (
  address_hash bytea not null,
  network_hash bytea not null,
  failures integer not null,
  failed_at timestamptz not null,
  locked_until timestamptz,
  primary key (address_hash, network_hash)
);
create index sign_in_failures_old on sign_in_failures (failed_at);
alter table sign_in_failures enable row level security, force row level security;
create policy sign_in_failures_system on sign_in_failures to portal_system using (true) with check (true);
grant select, insert, update, delete on sign_in_failures to portal_system;

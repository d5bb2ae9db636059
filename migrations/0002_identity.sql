-- Who there is: accounts (tenants), their zones, people, memberships, staff, sessions, one-time links.

create table accounts (
  account_id uuid primary key,
  external_id text not null,
  name text not null,
  abuse_contact text,
  created_at timestamptz not null,
  constraint accounts_external_id_unique unique (external_id),
  constraint accounts_name_length check (length(name) between 1 and 200)
);

create table zones (
  account_id uuid not null references accounts,
  zone_id uuid not null,
  host text collate "C" not null,
  service text not null default 'proxied',
  origin_ip inet,
  active_from timestamptz not null,
  active_until timestamptz,
  primary key (account_id, zone_id),
  constraint zones_service_known check (service in ('proxied', 'hosted', 'registered')),
  constraint zones_active_order check (active_until is null or active_until > active_from)
);
create unique index zones_active_host on zones (host) where active_until is null;
create index zones_host on zones (host, active_from);

create table users (
  user_id uuid primary key,
  email text not null,
  name text not null,
  password_hash text,
  time_zone text not null default 'UTC',
  failed_sign_ins integer not null default 0,
  locked_until timestamptz,
  disabled_at timestamptz,
  created_at timestamptz not null,
  constraint users_email_unique unique (email),
  constraint users_email_lower check (email = lower(email)),
  constraint users_name_length check (length(name) between 1 and 255)
);

create table members (
  account_id uuid not null references accounts,
  user_id uuid not null references users,
  role text not null,
  joined_at timestamptz not null,
  primary key (account_id, user_id),
  constraint members_role_known check (role in ('owner', 'responder', 'reader'))
);
create index members_user on members (user_id);

create table staff (
  user_id uuid primary key references users,
  role text not null,
  clearances text[] not null default '{}',
  joined_at timestamptz not null,
  constraint staff_role_known check (role in ('analyst', 'senior', 'legal', 'lead')),
  constraint staff_clearances_known check (clearances <@ array['child_safety'])
);

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
  constraint tickets_invitation_role check ((kind = 'invitation') = (role is not null) or kind = 'invitation')
);
create index tickets_user on tickets (user_id);

do $$
declare
  named text;
begin
  foreach named in array array['accounts', 'zones', 'users', 'members', 'staff', 'sessions', 'tickets'] loop
    execute format('alter table %I enable row level security', named);
    execute format('alter table %I force row level security', named);
    execute format('create policy %I on %I to portal_system using (true) with check (true)', named || '_system', named);
    execute format('grant select, insert, update, delete on %I to portal_system', named);
  end loop;
end
$$;

create policy accounts_member on accounts for select to portal_member using (account_id = (select portal.account_id()));
create policy accounts_member_change on accounts for update to portal_member using (account_id = (select portal.account_id()));
create policy accounts_staff on accounts for select to portal_staff using (true);
grant select on accounts to portal_member, portal_staff;
grant update (name, abuse_contact) on accounts to portal_member;

-- The origin address is for the host's abuse desk alone: no customer, no reporter.
create policy zones_member on zones for select to portal_member using (account_id = (select portal.account_id()));
create policy zones_staff on zones for select to portal_staff using (true);
grant select (account_id, zone_id, host, service, active_from, active_until) on zones to portal_member;
grant select on zones to portal_staff;

create policy members_member on members to portal_member
  using (account_id = (select portal.account_id())) with check (account_id = (select portal.account_id()));
create policy members_staff on members for select to portal_staff using (true);
grant select, insert, update, delete on members to portal_member;
grant select on members to portal_staff;

create policy users_member on users for select to portal_member
  using (user_id = (select portal.user_id()) or user_id in (select m.user_id from members m where m.account_id = (select portal.account_id())));
create policy users_staff on users for select to portal_staff using (true);
grant select (user_id, email, name, time_zone, created_at, disabled_at) on users to portal_member, portal_staff;

create policy staff_staff on staff for select to portal_staff using (true);
grant select on staff to portal_staff;

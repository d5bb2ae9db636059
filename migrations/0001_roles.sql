-- Scope roles. A transaction takes one of them with `set local role`; the login role itself owns nothing and sees nothing.
-- Roles belong to the cluster, so every statement here can be repeated and can race with another database's migration.
do $$
declare
  scopes text[] := array['portal_anybody', 'portal_reporter', 'portal_member', 'portal_staff', 'portal_system', 'portal_worker'];
  wanted text;
begin
  foreach wanted in array array['portal_login'] || scopes loop
    begin
      if not exists (select from pg_roles where rolname = wanted) then
        execute format('create role %I nologin noinherit', wanted);
      end if;
    exception when duplicate_object or unique_violation then
      null;
    end;
  end loop;
  foreach wanted in array scopes loop
    if not pg_has_role('portal_login', wanted, 'member') then
      execute format('grant %I to portal_login', wanted);
    end if;
  end loop;
end
$$;

create schema portal;
revoke all on schema public from public;
grant usage on schema public, portal
  to portal_login, portal_anybody, portal_reporter, portal_member, portal_staff, portal_system, portal_worker;

-- What a scope says about who is asking. An unset value is null and matches no row.
create function portal.account_id() returns uuid language sql stable parallel safe
  return nullif(current_setting('portal.account_id', true), '')::uuid;
create function portal.user_id() returns uuid language sql stable parallel safe
  return nullif(current_setting('portal.user_id', true), '')::uuid;
create function portal.submission_id() returns uuid language sql stable parallel safe
  return nullif(current_setting('portal.submission_id', true), '')::uuid;
create function portal.clearances() returns text[] language sql stable parallel safe
  return string_to_array(coalesce(current_setting('portal.clearances', true), ''), ',');

-- Whether the asking member of staff may see something that needs this clearance (null: everybody on staff may).
create function portal.cleared(clearance text) returns boolean language sql stable parallel safe
  return clearance is null or clearance = any (portal.clearances());

create function portal.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'insufficient_privilege';
end
$$;

-- What is written: letters, and one line for each command.

-- Every letter the portal means to send, before it goes out. `message_id` is fixed here, so a repeat carries the same one.
create table letters (
  letter_id uuid primary key,
  once_key text not null,
  kind text not null,
  audience text not null,
  recipient text not null,
  content jsonb not null,
  subject text not null default '',
  message_id text not null,
  thread_id text,
  account_id uuid,
  report_id uuid,
  submission_id uuid,
  case_id uuid,
  user_id uuid,
  -- A letter with a one-time link names its ticket, so that the link can be made when the letter is sent.
  ticket_id uuid references tickets,
  state text not null default 'queued',
  attempts integer not null default 0,
  last_error text,
  created_at timestamptz not null,
  sent_at timestamptz,
  clearance text,
  constraint letters_once unique (once_key),
  constraint letters_audience_known check (audience in ('reporter', 'owner', 'staff', 'user')),
  constraint letters_ticket check ((ticket_id is not null) = (audience = 'user')),
  constraint letters_state_known check (state in ('queued', 'sent', 'failed'))
);
create index letters_report on letters (account_id, report_id) where report_id is not null;
create index letters_submission on letters (submission_id) where submission_id is not null;
create index letters_case on letters (case_id) where case_id is not null;
create index letters_failed on letters (created_at desc, letter_id) where state = 'failed';
alter table letters enable row level security, force row level security;
create policy letters_system on letters to portal_system using (true) with check (true);
create policy letters_definer on letters to current_user using (true) with check (true);
create policy letters_staff on letters to portal_staff using (portal.cleared(clearance)) with check (portal.cleared(clearance));
grant select, insert, update on letters to portal_system;
grant select on letters to portal_staff;

-- One line per command. Append-only; written by every scope and read by the portal alone.
create table audit (
  audit_id bigint generated always as identity primary key,
  at timestamptz not null,
  actor text not null,
  actor_id uuid,
  action text not null,
  account_id uuid,
  subject text not null,
  detail jsonb not null default '{}'
);
create trigger audit_append_only before update or delete on audit for each row execute function portal.refuse_change();
-- How often an account redirected its letters lately.
create index audit_contact_changed on audit (account_id, at) where action = 'accounts.change_contact';
alter table audit enable row level security, force row level security;
create policy audit_system on audit to portal_system using (true) with check (true);
create policy audit_write_staff on audit for insert to portal_staff with check (actor = 'staff');
create policy audit_write_member on audit for insert to portal_member with check (actor = 'owner' and account_id = (select portal.account_id()));
create policy audit_write_reporter on audit for insert to portal_reporter with check (actor = 'reporter');
grant select, insert on audit to portal_system;
grant insert on audit to portal_staff, portal_member, portal_reporter;
create policy audit_definer on audit for select to current_user using (true);
create function portal.contact_changes(since timestamptz) returns bigint
language sql stable security definer set search_path = public as $$
  select count(*) from audit where action = 'accounts.change_contact' and account_id = portal.account_id() and at > since
$$;
revoke all on function portal.contact_changes from public;
grant execute on function portal.contact_changes to portal_member;

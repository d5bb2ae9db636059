-- The reporter's side: what became of each line they sent, who they are, and the secret link by which they come back.

-- Each line of a submission with what became of it, in the order it was sent.
create table submission_lines (
  submission_id uuid not null references submissions,
  line_number integer not null,
  raw text not null,
  url text,
  url_hash bytea,
  outcome text not null,
  reason text,
  repeat_of integer,
  -- When a line was sent that was added later; nothing for those that came with the submission.
  added_at timestamptz,
  account_id uuid,
  report_id uuid,
  clearance text,
  primary key (submission_id, line_number),
  constraint submission_lines_report foreign key (account_id, report_id) references reports,
  constraint submission_lines_outcome_known check (outcome in ('accepted', 'repeated', 'not_ours', 'not_an_address')),
  constraint submission_lines_accepted check ((outcome = 'accepted') = (report_id is not null) or outcome = 'repeated')
);
create index submission_lines_report on submission_lines (account_id, report_id) where report_id is not null;
alter table submission_lines enable row level security, force row level security;
create policy submission_lines_system on submission_lines to portal_system using (true) with check (true);
create policy submission_lines_definer on submission_lines to current_user using (true) with check (true);
create policy submission_lines_staff on submission_lines to portal_staff using (portal.cleared(clearance)) with check (portal.cleared(clearance));
create policy submission_lines_reporter on submission_lines for select to portal_reporter using (submission_id = (select portal.submission_id()));
grant select, insert, update on submission_lines to portal_system;
grant select on submission_lines to portal_staff, portal_reporter;

-- Who reported, apart from what was reported. Its policy knows what the reporter chose to disclose, and to whom.
create table reporters (
  submission_id uuid primary key references submissions,
  name text,
  email text,
  company text,
  telephone text,
  country text,
  contact jsonb not null default '{}',
  tell_owner text not null,
  tell_host text not null,
  tell_ncmec text not null,
  letters_stopped_at timestamptz,
  clearance text,
  constraint reporters_tell_known check (tell_owner in ('named', 'anonymous', 'nothing') and tell_host in ('named', 'anonymous', 'nothing')
    and tell_ncmec in ('named', 'anonymous', 'nothing'))
);
alter table reporters enable row level security, force row level security;
create policy reporters_system on reporters to portal_system using (true) with check (true);
create policy reporters_definer on reporters to current_user using (true) with check (true);
create policy reporters_staff on reporters to portal_staff using (portal.cleared(clearance)) with check (portal.cleared(clearance));
create policy reporters_reporter on reporters to portal_reporter using (submission_id = (select portal.submission_id()));
create policy reporters_member on reporters for select to portal_member
  using (tell_owner = 'named' and clearance is null
    and exists (select from reports r where r.submission_id = reporters.submission_id));
grant select, insert, update on reporters to portal_system;
grant select on reporters to portal_staff;
grant select, update (letters_stopped_at) on reporters to portal_reporter;
grant select (submission_id, name, email, company, tell_owner, clearance) on reporters to portal_member;

-- Whether a reporter is written to: an address was left, and letters were not stopped. The owner of a report may know this much of a reporter who is
-- not named, because a question that nobody is told of may stay unseen.
create function portal.reporter_is_written_to(of_report uuid) returns boolean
language plpgsql stable security definer set search_path = public as $$
begin
  return exists (
    select
    from reports r
    join reporters p on p.submission_id = r.submission_id
    where r.account_id = portal.account_id() and r.report_id = of_report and r.owner_told_at is not null and r.clearance is null
      and p.email is not null and p.letters_stopped_at is null);
end
$$;
revoke all on function portal.reporter_is_written_to from public;
grant execute on function portal.reporter_is_written_to to portal_member;

-- Staff find a reporter by whole words of a name or company. What row-level security hides stays hidden: a plain query could not use
-- the index before it has looked at whose rows these are.
create function portal.words(name text, company text) returns text[]
language sql immutable as $$
  select string_to_array(lower(coalesce(name, '') || ' ' || coalesce(company, '')), ' ')
$$;
create index reporters_named on reporters using gin (portal.words(name, company));

create function portal.submissions_of(of_words text[], at_most bigint) returns table (submission_id uuid)
language plpgsql stable security definer set search_path = public as $$
#variable_conflict use_column
begin
  return query
    select p.submission_id
    from reporters p
    where portal.words(p.name, p.company) @> of_words and cardinality(of_words) > 0 and portal.cleared(p.clearance)
    order by p.submission_id desc
    limit at_most;
end
$$;
revoke all on function portal.submissions_of from public;
grant execute on function portal.submissions_of to portal_staff;

-- The secret status link. The token is 256 bits; only its hash is kept.
create table links (
  link_hash bytea primary key,
  submission_id uuid not null references submissions,
  generation integer not null,
  -- By which form of its page a link was made anew, so that the form coming twice gets the same link and nobody else's form does.
  made_with bytea,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  constraint links_generation_unique unique (submission_id, generation),
  constraint links_hash_size check (octet_length(link_hash) = 32)
);
-- How many links were renewed lately.
create index links_renewed on links (created_at) where generation > 1;
alter table links enable row level security, force row level security;
create policy links_system on links to portal_system using (true) with check (true);
create policy links_definer on links for select to current_user using (true);
-- Staff may end the links of submissions that they see; what the links are stays unseen.
create policy links_staff on links to portal_staff
  using ((select true from submissions s where s.submission_id = links.submission_id))
  with check ((select true from submissions s where s.submission_id = links.submission_id));
-- Whoever holds the link sees until when it works, and what they do with it keeps it working; the hash stays unseen.
create policy links_reporter on links to portal_reporter
  using (submission_id = (select portal.submission_id()) and revoked_at is null)
  with check (submission_id = (select portal.submission_id()) and revoked_at is null);
grant select, insert, update on links to portal_system;
grant select (submission_id, revoked_at), update (revoked_at) on links to portal_staff;
grant select (submission_id, generation, created_at, expires_at, revoked_at), update (expires_at) on links to portal_reporter;

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
revoke all on function portal.link from public;

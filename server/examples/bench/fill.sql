-- A provider in its second year: reports come evenly, the newest of them are open, most are long closed, and a few hundred
-- accounts get most of them. The settings `bench.reports`, `bench.accounts` and `bench.now` say how many and until when.

create function pg_temp.reports() returns integer language sql stable return current_setting('bench.reports')::integer;
create function pg_temp.accounts() returns integer language sql stable return current_setting('bench.accounts')::integer;
create function pg_temp.until() returns timestamptz language sql stable return current_setting('bench.now')::timestamptz;

-- An id like those of the portal: version 7, sorted by time.
create function pg_temp.id(at timestamptz, seed text) returns uuid language sql immutable as $$
  select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || substr(md5(seed), 1, 3) || 'a' || substr(md5(seed), 4, 15))::uuid
$$;

create temp table made_accounts as
select n, pg_temp.id(pg_temp.until() - interval '800 days' + n * interval '1 minute', 'account ' || n) as account_id,
  pg_temp.until() - interval '800 days' + n * interval '1 minute' as created_at,
  (array['alder', 'birch', 'cedar', 'dogwood', 'elder', 'fir', 'gorse', 'hazel', 'ivy', 'juniper', 'larch', 'maple'])[1 + n % 12] as word
from generate_series(1, pg_temp.accounts()) as n;

insert into accounts (account_id, external_id, name, abuse_contact, created_at)
select account_id, 'customer-' || n, initcap(word) || ' ' || (array['Hosting', 'Studio', 'Media', 'Shops', 'Games'])[1 + n % 5] || ' ' || n,
  case when n % 3 = 0 then 'abuse@' || word || '-' || n || '.example' end, created_at
from made_accounts;

create temp table made_zones as
select n, k, account_id, created_at, pg_temp.id(created_at, 'zone ' || n || ' ' || k) as zone_id, word || '-' || n || '-' || k || '.example' as host
from made_accounts cross join lateral generate_series(0, n % 3) as k;
create unique index on made_zones (n, k);

insert into zones (account_id, zone_id, host, service, origin_ip, active_from)
select account_id, zone_id, host, (array['proxied', 'proxied', 'proxied', 'hosted', 'registered'])[1 + n % 5],
  ('198.51.' || n / 250 % 250 || '.' || n % 250)::inet, created_at
from made_zones;

insert into users (user_id, email, name, time_zone, created_at)
select account_id, 'owner-' || n || '@' || word || '.example', initcap(word) || ' Owner ' || n, 'Europe/Lisbon', created_at from made_accounts;
insert into members (account_id, user_id, role, joined_at)
select account_id, account_id, 'owner', created_at from made_accounts;

insert into users (user_id, email, name, time_zone, created_at)
select pg_temp.id(pg_temp.until() - interval '700 days', 'staff ' || n), 'analyst-' || n || '@provider.example', 'Analyst ' || n, 'Europe/Lisbon', pg_temp.until() - interval '700 days'
from generate_series(0, 19) as n;
insert into staff (user_id, role, clearances, joined_at)
select pg_temp.id(pg_temp.until() - interval '700 days', 'staff ' || n), case when n % 5 = 0 then 'senior' else 'analyst' end,
  case when n % 5 = 0 then array['child_safety'] else '{}' end, pg_temp.until() - interval '700 days'
from generate_series(0, 19) as n;

-- Every fifth report joins the case of the one before it, about the same site.
create temp table made as
select numbered.n, lead, z.n as account, z.account_id, z.zone_id, 'www.' || z.host as host, category, severity, received_at, is_open,
  pg_temp.id(received_at, 'submission ' || numbered.n) as submission_id,
  pg_temp.id(received_at, 'report ' || numbered.n) as report_id,
  pg_temp.id(opened_at, 'case ' || lead) as case_id,
  pg_temp.id(pg_temp.until() - interval '700 days', 'staff ' || lead % 20) as analyst,
  case when category = 'child-abuse' then 'child_safety' end as clearance,
  case when category <> 'child-abuse' then received_at + interval '1 second' end as told_at,
  case
    when is_open then (array['with_owner', 'with_owner', 'answered', 'owner_working', 'unanswered', 'received', 'asked_by_owner'])[1 + numbered.n % 7]
    else (array['forwarded', 'declined', 'warned', 'limited', 'withdrawn', 'forwarded', 'declined'])[1 + numbered.n % 7]
  end as state,
  numbered.n % 3 = 0 and category <> 'child-abuse' as has_answer
from (
  select n, case when n % 5 = 0 then n - 1 else n end as lead, n > pg_temp.reports() * 0.97 as is_open,
    pg_temp.until() - (pg_temp.reports() - n) * (interval '500 days' / pg_temp.reports()) as received_at
  from generate_series(1, pg_temp.reports()) as n
) as numbered
cross join lateral (
  select pg_temp.until() - (pg_temp.reports() - lead) * (interval '500 days' / pg_temp.reports()) as opened_at,
    1 + case when lead % 10 < 4 then lead * 7919 % 200 else lead * 104729::bigint % pg_temp.accounts() end as account,
    (array['phishing', 'phishing', 'malware', 'phishing', 'copyright', 'fraud', 'phishing', 'malware', 'phishing', 'trademark', 'phishing', 'network',
      'copyright', 'threats', 'phishing', 'fraud', 'other-illegal', 'phishing', 'intimate-images', 'unsure', 'phishing', 'malware'])[1 + lead % 22] as usual
) as shared
cross join lateral (
  select case when lead % 97 = 0 then 'child-abuse' else usual end as category,
    case when lead % 97 = 0 then 'emergency' when usual in ('phishing', 'malware', 'threats') then 'high' when usual = 'unsure' then 'low' else 'normal' end as severity
) as kind
join made_zones z on z.n = account and z.k = lead % (1 + account % 3);
create unique index on made (n);
analyze made;

insert into cases (case_id, title, category, severity, state, tier, assigned_to, account_id, host, report_count, opened_at, due_at, answered_at, closed_at,
  changed_at, version, policy_version, clearance)
select case_id, initcap(category) || ' on ' || host, category, severity, case when is_open then 'open' when n % 4 = 0 then 'closed' else 'decided' end,
  case when clearance is not null then 'child_safety' when n % 29 = 0 then 'senior' when n % 53 = 0 then 'legal' else 'first' end,
  case when not is_open or n % 2 = 0 then analyst end, account_id, host, case when n % 5 = 4 then 2 else 1 end, received_at,
  case when is_open then pg_temp.until() + (n * 37 % 4000 - 1000) * interval '1 minute' end,
  case when has_answer then received_at + interval '9 hours' end, case when not is_open then received_at + interval '20 hours' end,
  least(pg_temp.until(), received_at + interval '20 hours'), 3, '2026-11-22', clearance
from made where n = lead order by n;

insert into submissions (submission_id, reference, idempotency_hash, category, allegation, details, source, policy_version, reporter_key, line_count, clearance,
  received_at, withdrawn_at)
select submission_id, r.reference, sha256(convert_to(submission_id::text, 'UTF8')), category,
  'The page at ' || host || ' copies the sign-in page of my bank and asks for the card number. I got a link to it by text message.',
  jsonb_build_object('original_work', 'Example Bank ' || n % 90), case when n % 50 = 0 then 'list' else 'form' end, '2026-11-22',
  substr(sha256(convert_to('reporter ' || n % 30000, 'UTF8')), 1, 16), case when n % 50 = 0 then 20 else 1 end, clearance, received_at,
  case when state = 'withdrawn' then received_at + interval '5 hours' end
from made join made_references r using (n) order by n;

insert into reporters (submission_id, name, email, company, tell_owner, tell_host, tell_ncmec, clearance)
select submission_id, 'Robin ' || n % 30000, 'robin-' || n % 30000 || '@mailbox.example', case when n % 4 = 0 then 'Example Bank' end,
  case when n % 4 = 0 then 'named' else 'anonymous' end, 'anonymous', 'anonymous', clearance
from made order by n;

insert into reports (account_id, report_id, reference, submission_id, case_id, category, severity, state, allegation, details, host, zone_id, address_count,
  received_at, owner_told_at, owner_due_at, answered_at, closed_at, version, policy_version, clearance)
select account_id, report_id, r.report_reference, submission_id, case_id, category, severity, state,
  'The page at ' || host || ' copies the sign-in page of my bank and asks for the card number. I got a link to it by text message.',
  jsonb_build_object('original_work', 'Example Bank ' || n % 90), host, zone_id, case when n % 10 = 0 then 5 else 1 end, received_at, told_at,
  case when told_at is not null and state in ('with_owner', 'owner_working', 'unanswered') then pg_temp.until() + (n * 37 % 3000 - 500) * interval '1 minute' end,
  case when has_answer then received_at + interval '9 hours' end, case when not is_open then received_at + interval '20 hours' end, 5, '2026-11-22', clearance
from made join made_references r using (n) order by n;

insert into report_addresses (account_id, report_id, address_id, zone_id, url, url_hash, host, line_number, added_at, clearance)
select account_id, report_id, pg_temp.id(received_at, 'address ' || n || ' ' || k), zone_id, 'https://' || host || '/secure/login-' || n || '?step=' || k,
  sha256(convert_to('https://' || host || '/secure/login-' || n || '?step=' || k, 'UTF8')), host, k, received_at, clearance
from made cross join lateral generate_series(1, case when n % 10 = 0 then 5 else 1 end) as k order by n, k;

insert into submission_lines (submission_id, line_number, raw, url, url_hash, outcome, account_id, report_id, clearance)
select submission_id, k, 'hxxps://www[.]' || substr(host, 5) || '/secure/login-' || n || '?step=' || k, 'https://' || host || '/secure/login-' || n || '?step=' || k,
  sha256(convert_to('https://' || host || '/secure/login-' || n || '?step=' || k, 'UTF8')), 'accepted', account_id, report_id, clearance
from made cross join lateral generate_series(1, case when n % 10 = 0 then 5 else 1 end) as k order by n, k;
insert into submission_lines (submission_id, line_number, raw, url, url_hash, outcome, clearance)
select submission_id, k, 'https://elsewhere-' || k || '.example/' || n, 'https://elsewhere-' || k || '.example/' || n,
  sha256(convert_to('https://elsewhere-' || k || '.example/' || n, 'UTF8')), 'not_ours', clearance
from made cross join lateral generate_series(6, 20) as k where n % 50 = 0 order by n, k;

insert into report_events (account_id, report_id, event_id, version, at, kind, detail, actor, actor_id, actor_name, to_reporter, to_owner, clearance)
select account_id, report_id, pg_temp.id(at, 'event ' || n || ' ' || e.version), e.version, at, detail ->> 'kind', detail, actor, actor_id, actor_name,
  to_reporter, to_owner, clearance
from made cross join lateral (values
  (1, received_at, jsonb_build_object('kind', 'received', 'addresses', 1), 'reporter', null::uuid, null, true, true, true),
  (2, told_at, jsonb_build_object('kind', 'owner_told', 'until', to_char(told_at + interval '1 day', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'held', false), 'portal',
    null, null, true, true, told_at is not null),
  (3, received_at + interval '9 hours', '{"kind": "owner_answered", "answer": "removed", "until": null}'::jsonb, 'owner', account_id, 'Owner', true, true, has_answer),
  (4, received_at + interval '9 hours', '{"kind": "owner_wrote", "text": "The page was put there through an old plugin. It is gone, and the plugin too.", "to_reporter": false}'::jsonb,
    'owner', account_id, 'Owner', false, true, has_answer),
  (5, received_at + interval '20 hours', jsonb_build_object('kind', 'decided', 'decision',
      case state when 'forwarded' then 'forward' when 'warned' then 'warn' when 'limited' then 'limit' else 'decline' end,
      'reason_code', null, 'scope', case when state = 'limited' then 'address' end, 'reason', 'We looked at the page and at what its owner told us.'),
    'staff', analyst, 'Analyst', true, true, not is_open and state <> 'withdrawn')
) as e (version, at, detail, actor, actor_id, actor_name, to_reporter, to_owner, holds)
where holds order by n, e.version;

insert into case_events (case_id, event_id, version, at, kind, detail, actor_id, actor_name, clearance)
select case_id, pg_temp.id(at, 'case event ' || n || ' ' || e.version), e.version, at, detail ->> 'kind', detail, actor_id, actor_name, clearance
from made cross join lateral (values
  (1, received_at, '{"kind": "opened"}'::jsonb, null::uuid, 'The portal', true),
  (2, received_at + interval '2 hours', '{"kind": "claimed"}'::jsonb, analyst, 'Analyst', not is_open or n % 2 = 0),
  (3, received_at + interval '3 hours', '{"kind": "noted", "text": "Same kit as last week; the form posts to another host."}'::jsonb, analyst, 'Analyst', n % 3 = 0)
) as e (version, at, detail, actor_id, actor_name, holds)
where holds and n = lead order by n, e.version;

insert into decisions (decision_id, case_id, kind, reason_code, reason, scope, policy_version, decided_by, decided_at, clearance)
select pg_temp.id(received_at + interval '20 hours', 'decision ' || n), case_id,
  case state when 'forwarded' then 'forward' when 'warned' then 'warn' when 'limited' then 'limit' else 'decline' end,
  case when state = 'declined' then 'no_abuse_found' end, 'We looked at the page and at what its owner told us.',
  case when state = 'limited' then 'address' end, '2026-11-22', analyst, received_at + interval '20 hours', clearance
from made where n = lead and not is_open and state <> 'withdrawn' order by n;

insert into mitigations (account_id, mitigation_id, case_id, decision_id, report_id, category, scope, target, state, reason, since, removed_at, clearance)
select account_id, pg_temp.id(received_at + interval '20 hours', 'mitigation ' || n), case_id, pg_temp.id(received_at + interval '20 hours', 'decision ' || n),
  report_id, category, 'address', 'https://' || host || '/secure/login-' || n || '?step=1', case when n % 20 = 0 then 'active' else 'removed' end,
  'We looked at the page and at what its owner told us.', received_at + interval '20 hours', case when n % 20 <> 0 then received_at + interval '60 days' end, clearance
from made where n = lead and state = 'limited' order by n;

insert into letters (letter_id, once_key, kind, audience, recipient, content, subject, message_id, account_id, report_id, submission_id, state, attempts,
  created_at, sent_at, clearance)
select pg_temp.id(received_at, 'letter ' || n || ' ' || audience), audience || ' ' || n, kind, audience, recipient, '{}', subject,
  audience || '-' || n || '@reply.example', case when audience = 'owner' then account_id end, case when audience = 'owner' then report_id end,
  case when audience = 'reporter' then submission_id end, 'sent', 1, received_at, received_at + interval '3 seconds', clearance
from made cross join lateral (values
  ('receipt', 'reporter', 'robin-' || n % 30000 || '@mailbox.example', 'Your report was received', true),
  ('notice', 'owner', 'abuse@' || substr(host, 5), 'A report about your site', told_at is not null)
) as l (kind, audience, recipient, subject, holds)
where holds order by n;

insert into audit (at, actor, action, account_id, subject, detail)
select received_at, 'reporter', 'intake.accept', null, r.reference, '{"lines": 1, "accepted": 1, "reports": 1}'
from made join made_references r using (n) order by n;

select setval('reference_numbers', 2 * pg_temp.reports() + 1);

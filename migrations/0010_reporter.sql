-- The reporter's side: recognising repeated addresses, and keeping a link alive that is in use.

create index submission_lines_url on submission_lines (url_hash) where outcome = 'accepted';

-- Whoever holds the link sees until when it works, and what they do with it keeps it working; the hash stays unseen.
create policy links_reporter on links to portal_reporter
  using (submission_id = (select portal.submission_id()) and revoked_at is null)
  with check (submission_id = (select portal.submission_id()) and revoked_at is null);
grant select (submission_id, generation, created_at, expires_at, revoked_at) on links to portal_reporter;
grant update (expires_at) on links to portal_reporter;

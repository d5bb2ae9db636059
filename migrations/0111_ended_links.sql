-- Staff may end the links of submissions that they see; what the links are stays unseen.
create policy links_staff on links to portal_staff
  using ((select true from submissions s where s.submission_id = links.submission_id))
  with check ((select true from submissions s where s.submission_id = links.submission_id));
grant select (submission_id, revoked_at), update (revoked_at) on links to portal_staff;

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

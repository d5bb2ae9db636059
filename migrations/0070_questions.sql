-- A question to a reporter has an end, and the report goes on from where it stood.
alter table reports add column asked_in text, add column asked_until timestamptz;
grant select (asked_in, asked_until), update (asked_in, asked_until) on reports to portal_reporter, portal_member;
grant update (asked_in, asked_until) on reports to portal_staff;

insert into report_moves (from_state, to_state) values ('asked_by_owner', 'held'), ('asked_by_staff', 'unanswered');

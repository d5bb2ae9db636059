-- What strangers cause and learn: how many invitations an account sent lately; and by which form of its page a link was made anew, so that
-- the form coming twice gets the same link and nobody else's form does.
create index tickets_account on tickets (account_id, created_at) where account_id is not null;
alter table links add column made_with bytea;

-- Nobody is recognised by an address that they typed.
drop index submission_lines_url;

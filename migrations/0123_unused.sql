-- What nothing reads any more: a link's page says nothing about letters that went before, and failures are counted by address and network.
alter table reporters drop column is_link_mailed;
alter table users drop column failed_sign_ins, drop column locked_until;

-- How many invitations an account sent lately.
create index tickets_account on tickets (account_id, created_at) where account_id is not null;

-- So many letters with links go to one address in an hour; beyond that a link is shown only, and its page says so.
alter table reporters add column is_link_mailed boolean not null default true;
create index links_renewed on links (created_at) where generation > 1;

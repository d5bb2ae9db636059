-- Failed sign-ins, by address and network, and by network alone, where the address is empty. Both are keyed hashes, of known addresses
-- and unknown ones alike. Rows that are a day old are swept away.
create table sign_in_failures (
  address_hash bytea not null,
  network_hash bytea not null,
  failures integer not null,
  failed_at timestamptz not null,
  locked_until timestamptz,
  primary key (address_hash, network_hash)
);
create index sign_in_failures_old on sign_in_failures (failed_at);
alter table sign_in_failures enable row level security;
alter table sign_in_failures force row level security;
create policy sign_in_failures_system on sign_in_failures to portal_system using (true) with check (true);
grant select, insert, update, delete on sign_in_failures to portal_system;

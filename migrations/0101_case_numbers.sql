-- Case numbers do not count up: a gap would tell whoever is not cleared that there is a restricted case, and two numbers how many came between.
-- A number is a counter, scattered by a permutation under a key that the owner of the tables alone can read. It has six digits until all of those are
-- given out, then seven, and so on. Cases that exist keep their numbers, which are passed over.
create table case_number_key (
  only_one boolean primary key default true,
  key bytea not null,
  constraint case_number_key_one check (only_one),
  constraint case_number_key_size check (octet_length(key) = 32)
);
alter table case_number_key enable row level security;
alter table case_number_key force row level security;
create policy case_number_key_owner on case_number_key to current_user using (true) with check (true);
insert into case_number_key (key) values (sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())));

create sequence case_counter as bigint minvalue 0;

-- A permutation of the numbers below a size: eight Feistel rounds over the next even number of bits, walked until they land below it.
create function portal.scattered(place bigint, size bigint, key bytea) returns bigint
language plpgsql immutable strict as $$
declare
  half integer := 1;
  mask bigint;
  front bigint;
  back bigint;
  value bigint := place;
begin
  while (1::bigint << (2 * half)) < size loop
    half := half + 1;
  end loop;
  mask := (1::bigint << half) - 1;
  loop
    front := value >> half;
    back := value & mask;
    for round in 1..8 loop
      select back, front # (('x' || encode(substr(sha256(key || int8send(size) || int8send(round) || int8send(back)), 1, 4), 'hex'))::bit(32)::bigint & mask)
      into front, back;
    end loop;
    value := (front << half) | back;
    exit when value < size;
  end loop;
  return value;
end
$$;

create function portal.case_number() returns bigint
language plpgsql volatile security definer set search_path = public as $$
declare
  secret bytea := (select k.key from case_number_key k);
  place bigint;
  lowest bigint;
  given bigint;
begin
  loop
    place := nextval('case_counter');
    lowest := 100000;
    while place >= 9 * lowest loop
      place := place - 9 * lowest;
      lowest := 10 * lowest;
    end loop;
    given := lowest + portal.scattered(place, 9 * lowest, secret);
    exit when not exists (select from cases c where c.number = given);
  end loop;
  return given;
end
$$;
revoke all on function portal.scattered, portal.case_number from public;
grant execute on function portal.case_number to portal_staff, portal_system;

alter table cases alter column number drop identity;
alter table cases alter column number set default portal.case_number();

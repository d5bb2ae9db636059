-- A letter with a one-time link names its ticket, so that the link can be made when the letter is sent.
alter table letters add column ticket_id uuid references tickets;
alter table letters add constraint letters_ticket check ((ticket_id is not null) = (audience = 'user'));

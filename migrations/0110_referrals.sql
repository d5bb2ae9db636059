-- Staff say what became of a referral: on which day it was filed, with whom, under which reference there, or that it could not be.
alter table referrals
  add column filed_on date,
  add column filed_with text,
  add column filed_reference text,
  add column note text,
  add column settled_by uuid references users,
  add column settled_at timestamptz;
alter table referrals add constraint referrals_filed_on check (filed_on is null or state = 'filed');

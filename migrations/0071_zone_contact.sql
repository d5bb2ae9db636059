-- The provider names an abuse contact for a site; what a customer sets is the account's, for the sites without one of their own.
alter table zones add column abuse_contact text;

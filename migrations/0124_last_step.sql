-- The digest of the last step that staff took, with all that was asked of it: the same form coming again is told from another one.
alter table cases add column last_step bytea;

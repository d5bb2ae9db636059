-- Tells a form that is sent twice from another one that comes under the same key.
alter table submissions add column content_hash bytea;

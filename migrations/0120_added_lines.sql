-- When a line was sent; nothing for those that came with the submission, or before this was kept.
alter table submission_lines add column added_at timestamptz;

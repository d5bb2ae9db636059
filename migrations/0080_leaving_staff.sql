-- Somebody leaves the staff: the row goes, what they did stays under their user.
grant delete on staff to portal_system;

-- How often people were called to a counter, from whichever line; and up to which version of each line that was, as JSON:
-- [[queue, version], …]. Counted in the transactions that call people, apart from the version of how it is set up.

ALTER TABLE fixtures ADD COLUMN turn INTEGER NOT NULL DEFAULT 0;
ALTER TABLE fixtures ADD COLUMN turn_lines TEXT NOT NULL DEFAULT '[]';

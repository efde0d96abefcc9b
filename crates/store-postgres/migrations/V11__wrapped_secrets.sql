-- The master key that wrapped a signing key; none in the open, as earlier versions kept them.
ALTER TABLE secrets ADD COLUMN master text;

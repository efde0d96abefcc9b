-- The master key that wrapped a signing key; none in the open, as earlier versions kept them.
ALTER TABLE secrets ADD COLUMN master TEXT;

-- What is left of those that earlier versions kept is still to be removed from the file.
INSERT INTO passes (name, notes, version) SELECT 'secrets', '{}', 1 WHERE EXISTS (SELECT 1 FROM secrets);

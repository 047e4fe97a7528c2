-- What programs attach to files through a mount of the OS.
-- When a file was last read, as somebody has set it (microseconds UTC); NULL is shown as its mtime.
ALTER TABLE node ADD COLUMN atime INTEGER;
-- Extended attributes (`user.…`).
CREATE TABLE attribute (node INTEGER NOT NULL, name TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (node, name)) WITHOUT ROWID;
-- The link count of a directory is that of its subdirectories, and two.
CREATE INDEX node_directory ON node (parent) WHERE kind = 0;

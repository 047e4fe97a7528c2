-- What programs attach to files through a mount of the OS: `user.…` (extended attributes, BLOB) and `atime` (as it was set, INTEGER).
CREATE TABLE attribute (node INTEGER NOT NULL, name TEXT NOT NULL, value NOT NULL, PRIMARY KEY (node, name)) WITHOUT ROWID;
-- The link count of a directory is that of its subdirectories, and two.
CREATE INDEX node_directory ON node (parent) WHERE kind = 0;

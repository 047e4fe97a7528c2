-- The lines typed in sessions of the shell. No part of the tree or its log: `history -c` and `history -d` remove them for good.
-- `line` is TEXT, or BLOB for one that is not valid UTF-8. `status` is NULL until the command has ended.
CREATE TABLE shell_history (
	id INTEGER PRIMARY KEY AUTOINCREMENT,  -- never given twice: a session asks for what is older than what it has
	line NOT NULL,
	at INTEGER NOT NULL,
	cwd,
	status INTEGER
);

-- What is being erased, while it is: whoever keeps something of files elsewhere than in the tree deletes it by a trigger on this table.
-- One row for each node, and one for the path: what lies at `path`, or from `below` up to `past` (bytes of paths).
CREATE TABLE erasing (
	node INTEGER,
	path BLOB,
	below BLOB,
	past BLOB
);

-- Conversations of `desk ask`. No part of the tree or its log: `desk conversation remove` takes one away for good.
CREATE TABLE conversation (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	at INTEGER NOT NULL,                   -- when it was last gone on with (µs UTC)
	system TEXT,                           -- instructions of its first question
	model TEXT
);
-- A question with its answer. `input` is what came with it through a pipe or from a prompt; text of files is read again, never kept.
CREATE TABLE conversation_turn (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	conversation INTEGER NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
	at INTEGER NOT NULL,
	question TEXT NOT NULL,
	input TEXT,
	answer TEXT NOT NULL,
	model TEXT                             -- `provider/model`
);
CREATE INDEX conversation_turn_of ON conversation_turn (conversation);
-- The passages that went along with a turn, under their numbers (`[1]`): bytes [start, end) of a revision of a file, or of its extracted text.
CREATE TABLE conversation_source (
	turn INTEGER NOT NULL REFERENCES conversation_turn (id) ON DELETE CASCADE,
	number INTEGER NOT NULL,
	node INTEGER NOT NULL,
	path NOT NULL,
	revision INTEGER NOT NULL,
	start INTEGER NOT NULL,
	end INTEGER NOT NULL,
	PRIMARY KEY (turn, number)
) WITHOUT ROWID;
CREATE INDEX conversation_source_node ON conversation_source (node);

-- An answer tells of the files that it was made from.
CREATE TRIGGER conversation_erased AFTER INSERT ON erasing BEGIN
	DELETE FROM conversation WHERE id IN (
		SELECT t.conversation FROM conversation_source s JOIN conversation_turn t ON t.id = s.turn
		WHERE s.node = NEW.node OR CAST(s.path AS BLOB) = NEW.path
			OR (CAST(s.path AS BLOB) >= NEW.below AND CAST(s.path AS BLOB) < NEW.past)
	);
END;

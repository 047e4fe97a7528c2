-- What content was made from, byte for byte, where a file shows something more readable: of a mail's Markdown, its RFC 5322 message.
-- By content, so that every file, revision and log entry that has the one keeps the other.
ALTER TABLE content ADD COLUMN source INTEGER REFERENCES content (id);
CREATE INDEX content_source ON content (source) WHERE source IS NOT NULL;

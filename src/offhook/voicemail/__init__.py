"""Voicemail: messages that callers left on a line. Audio is kept outside the database, by the hash of its content."""

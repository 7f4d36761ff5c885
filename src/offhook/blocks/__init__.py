"""The block list: callers who are put through to nobody, of one line or the whole workspace."""

"""The audit log: who changed what in a workspace, and when. It is written and read, never changed."""

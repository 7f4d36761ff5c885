"""How far a workspace is set up: what there must be before the first call, and which of it there is."""

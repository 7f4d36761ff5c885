"""What happened: one record a call with its legs, the journal it comes from, and the timeline in words."""

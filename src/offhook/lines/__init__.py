"""Lines: the business numbers that a workspace's calls show."""

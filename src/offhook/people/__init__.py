"""People: the members of a workspace, what they may do, and the API keys that act for them."""

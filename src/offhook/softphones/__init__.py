"""Softphones: members' own SIP accounts and browser phones, who may sign in with which secret, and who is there now."""

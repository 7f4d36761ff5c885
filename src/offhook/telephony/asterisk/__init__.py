"""Calls over SIP with Asterisk: the program itself, its configuration, its trunks and its ARI."""

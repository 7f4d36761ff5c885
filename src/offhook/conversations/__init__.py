"""Conversations: everything that happened with one contact on one line, calls, voicemails and notes."""

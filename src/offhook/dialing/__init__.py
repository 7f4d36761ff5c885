"""Dialing: from a request to call somebody to what the call's flow starts with, or a refusal in words."""

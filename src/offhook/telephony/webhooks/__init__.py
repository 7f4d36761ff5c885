"""Calls over carriers that are driven over HTTP: asked by requests, and telling and asking by webhooks.

What is the same for all of them is here; what differs is behind `Carrier`, an object for each account. Below `twiml/`
and `vonage/` are those there are.
"""

"""Texts over SMPP 3.4, for whoever has a connection with a short message service centre (SMSC)."""

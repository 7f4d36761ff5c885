"""Telephony: the port and its adapters, one folder a carrier."""

"""Texting: where messages meet lines, contacts, conversations and carriers."""

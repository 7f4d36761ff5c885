"""Contacts: the people whom a workspace talks to, their numbers and custom fields."""

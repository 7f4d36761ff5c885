"""Accounts with carriers that are driven over HTTP, and what of their calls must outlive the worker."""

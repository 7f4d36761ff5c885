"""Workspaces: the companies or teams of one installation, strictly apart."""

"""Trunks: the SIP connections to carriers over which a workspace's calls go."""

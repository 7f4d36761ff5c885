"""Limits: where calls may go, and how many, how long and how much of them a day."""

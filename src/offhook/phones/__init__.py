"""Phones of a line: activated by texting the line its PIN, or connected by whoever sets lines up."""

"""Files of contacts: what CSV and vCard files say, and contacts written as such."""

"""Sentences that Offhook says in English, in the language of whoever reads them."""

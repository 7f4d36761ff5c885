"""Phrases to audio: catalogues of prompts, numbers and names in words, voices, and a cache of finished clips."""

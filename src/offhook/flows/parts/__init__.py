"""Sub-flows that call flows share: ringing a phone, asking for a key, talking."""

"""Numbers at carriers: what an account has, taken under control and given back, and bought."""

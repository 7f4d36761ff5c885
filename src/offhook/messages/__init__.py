"""Messages as such: what one is, what it may say, how it is carried, and who wants none any more."""

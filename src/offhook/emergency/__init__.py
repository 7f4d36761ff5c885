"""Emergency calls from softphones: over which trunk, showing which number, and who is told of them."""

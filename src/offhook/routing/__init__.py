"""Routing: whom a call to a line rings, when, for how long, and what takes it when nobody does.

`policy` is what an operator sets, `plan` what it means for one call at one moment, `loops` what would come back to
where it began. Calls and previews are planned by the same function.
"""

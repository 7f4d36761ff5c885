"""Where call flows meet the world: one turn at a time, timers, what is sent, and recovery.

`switchboard` is the whole of it from outside; `beginning` is how calls begin; `turn` is what happens in the database
for one event; `recovery` says what to believe after nobody looked for a while.
"""

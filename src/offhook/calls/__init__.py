"""The pure core of Offhook: what a call is made of, and the kernel that runs call flows.

Nothing in here does I/O, reads a clock or draws a random number, and nothing imports the rest of Offhook.
Read `values`, `commands` and `events` for the words, `flow` for what a call flow can say and wait for,
`kernel` for how it runs, and `journal` for how a call is written down and rebuilt.
"""

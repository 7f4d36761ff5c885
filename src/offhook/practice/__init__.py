"""Practice phones: real SIP phones under program control, for the demonstration and for tests.

`phones.PracticeCarrier` starts a SIP peer in a process of its own and scripts the phones behind it.
Nothing in production imports this package.
"""

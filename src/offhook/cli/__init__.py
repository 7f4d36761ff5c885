"""The command line: everything but `serve`, `db` and `doctor` is a client of the API of a running Offhook."""

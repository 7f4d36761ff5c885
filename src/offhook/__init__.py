"""Offhook: a business phone system whose call features read like the feature they are."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("offhook")
except PackageNotFoundError:
    __version__ = "0+source"

"""Offhook: a business phone system whose call features read like the feature they are."""


def __getattr__(name: str) -> str:
    """`__version__`: looked up when asked for, as that takes a tenth of a second."""
    if name != "__version__":
        raise AttributeError(name)
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("offhook")
    except PackageNotFoundError:
        return "0+source"
